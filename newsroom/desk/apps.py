from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "newsroom.desk.site.Desk"

    def ready(self):
        super().ready()
        from newsroom.desk import checks  # noqa: F401 registered by being imported
