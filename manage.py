"""Django's own commands, for developers; people use ``start.py`` or ``khizana``."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khizana.site.settings")
execute_from_command_line(sys.argv)
