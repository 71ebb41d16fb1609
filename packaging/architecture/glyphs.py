"""The small drawings on the boxes: lines on a field of 24 by 24."""

from __future__ import annotations

GLYPHS = {
    "app": "M4 5h16v10H4zM2 19h20M9 15v4M15 15v4",
    "mail": "M3 6h18v12H3zM3 7l9 7 9-7",
    "client": "M8 15a4 4 0 1 1 3.5-6H21v3h-2v3h-3v-3h-4.2A4 4 0 0 1 8 15zM7.5 11h.01",
    "pool": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4-6 8-6s7 2 8 6",
    "stage": "M4 18a9 9 0 1 1 16 0M12 14l4-5M12 14h.01",
    "authorizer": "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
    "api": "M4 6h6l4 6h6M4 18h6l4-6M17 9l3 3-3 3",
    "role": "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5zM12 15v2",
    "function": "M6 4h4l8 16h-3.500L9.5 9.5 6.5 20H3l4.7-12.500L7 7H6z",
    "live": "M12 3l8 4.500v9L12 21l-8-4.500v-9zM4 7.500l8 4.5 8-4.500M12 12v9",
    "bucket": "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 6l2 13c.5 1.2 3 2 6 2s5.5-.8 6-2l2-13",
    "table": "M4 4h16v16H4zM4 9h16M4 14.500h16M10 9v11",
    "logs": "M6 3h9l4 4v14H6zM15 3v4h4M9 11h7M9 14h7M9 17h4",
    "access": "M4 6h2M9 6h11M4 12h2M9 12h11M4 18h2M9 18h11",
    "alarms": "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
    "topic": "M4 10v4h3l8 5V5l-8 5zM18 9a4 4 0 0 1 0 6",
    "budget": (
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM14.5 9c-.5-1-1.5-1.5-2.7-1.5-1.5 0-2.6.8-2.6 2 0 3 5.6 1.5 5.6 4.5 "
        "0 1.3-1.2 2.2-2.8 2.2-1.4 0-2.5-.6-3-1.7M12 6v12"
    ),
}
