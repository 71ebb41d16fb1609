"""Who a simulated player is, and the settings that its firmware starts with."""

from dataclasses import dataclass

from backend.simulator.wire import Json


@dataclass(frozen=True, slots=True)
class PlayerIdentity:
    """What never changes about a player (yoto-api.md 2.1, 2.2)."""

    device_id: str
    name: str
    description: str = "quiet.meadow"
    device_type: str = "v3e"
    device_family: str = "v3"
    device_group: str = ""
    generation: str = "gen3"
    form_factor: str = "standard"
    firmware: str = "v2.23.2"
    mac: str = "00:11:22:33:44:55"

    @property
    def has_sensor(self) -> bool:
        """Whether it measures light and temperature: only v3 does (yoto-api.md 2.3)."""
        return self.device_family == "v3"

    @property
    def has_ambient_light(self) -> bool:
        """Whether it has a light to colour: minis have none."""
        return self.device_family != "mini"


def firmware_defaults() -> Json:
    """Return the settings of a factory-fresh player; keys left out of a PUT fall back to these (yoto-api.md 2.5)."""
    return {
        "locale": "en",
        "bluetoothEnabled": "1",
        "repeatAll": False,
        "showDiagnostics": True,
        "btHeadphonesEnabled": True,
        "pauseVolumeDown": False,
        "pausePowerButton": False,
        "displayDimTimeout": "60",
        "shutdownTimeout": "3600",
        "headphonesVolumeLimited": False,
        "dayTime": "07:30",
        "maxVolumeLimit": "16",
        "ambientColour": "#ff0000",
        "dayDisplayBrightness": "auto",
        "dayYotoDaily": "3nC80/daily/<yyyymmdd>",
        "dayYotoRadio": "3nC80/radio-day/01",
        "daySoundsOff": "0",
        "nightTime": "18:30",
        "nightMaxVolumeLimit": "8",
        "nightAmbientColour": "#ff0000",
        "nightDisplayBrightness": "100",
        "nightYotoDaily": "0",
        "nightYotoRadio": "0",
        "nightSoundsOff": "1",
        "hourFormat": "12",
        "timezone": "",
        "displayDimBrightness": "0",
        "systemVolume": "100",
        "volumeLevel": "safe",
        "clockFace": "digital-sun",
        "logLevel": "none",
        "alarms": [],
    }
