"""The web server's entry point. The mode is production unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

mode = os.environ.setdefault("NEWSROOM_MODE", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"newsroom.settings.{mode}")

application = get_wsgi_application()
