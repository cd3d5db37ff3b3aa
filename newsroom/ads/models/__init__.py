from newsroom.ads.models.booking import Booking, HourlyCount
from newsroom.ads.models.creative import Creative
from newsroom.ads.models.placement import Placement

__all__ = ["Booking", "Creative", "HourlyCount", "Placement"]
