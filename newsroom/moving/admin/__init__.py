from newsroom.moving.admin import departures, moves

__all__ = ["departures", "moves"]
