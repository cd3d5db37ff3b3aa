"""`manage.py send_newsletters`: the sender, until it is stopped."""

import signal
import sys
import threading

from django.core.management.base import BaseCommand

from newsletter import providers
from newsletter.sending.pace import pace
from newsletter.sending.sender import send_until


class Command(BaseCommand):
    help = "Begins the issues that are due and hands their copies to the mail provider."

    def handle(self, **options):
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sys.setswitchinterval(0.001)
        send_until(stop, providers.chosen(), pace())
