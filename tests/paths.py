"""Paths of the files that tests read."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
CLICKSTREAM = ROOT / "contracts" / "clickstream.odcs.yaml"
ORDERS = ROOT / "tests" / "contracts" / "orders.odcs.yaml"
SONG_PLAYS = ROOT / "tests" / "contracts" / "song_plays.odcs.yaml"
EVENTS = ROOT / "tests" / "events"
SEGMENT = ROOT / "contracts" / "segment.odcs.yaml"
GA4 = ROOT / "contracts" / "ga4.odcs.yaml"
USER_PROFILES = ROOT / "contracts" / "user_profiles.odcs.yaml"
USER_PROFILE_MODELS = ROOT / "models" / "user_profile"
