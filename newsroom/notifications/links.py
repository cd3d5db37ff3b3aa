from datetime import timedelta

# As long as anybody keeps a mail: a link to be left in peace should never be over.
STOP_VALID_FOR = timedelta(days=3650)
