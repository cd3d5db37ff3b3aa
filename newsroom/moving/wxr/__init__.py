"""WordPress' export format, WXR: read as a stream, repaired where the repair is certain."""
