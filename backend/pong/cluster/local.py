"""The cluster of one process."""


class NoRelay:
    """Implements the port ``Relay`` where no other process exists."""

    def publish_event(self, room_code: str, text: str) -> None:
        pass

    def publish_frame(self, room_code: str, text: str) -> None:
        pass

    def forget(self, room_code: str) -> None:
        pass
