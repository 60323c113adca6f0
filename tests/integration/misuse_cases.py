# SPDX-License-Identifier: MIT
"""How each case of tests/programs/misuse is run."""

import harness

MISUSE = harness.PROGRAMS / "misuse"

# What cannot be known without help is certain with these settings.
_OPTIONS = {"freed-elsewhere": "heap=watch", "write-after-free": "quarantine=1M", "register-freed": "quarantine=1M"}
_PRELOADED = {"freed-elsewhere": harness.BUILD / "lib" / "libtlscope-heap.so"}

# The runtime in this folder finds a device on host memory (tests/device/fake_device.c).
_DEVICE = {"LD_LIBRARY_PATH": str(harness.BUILD / "tests" / "device")}
_ENVIRONMENT = {"device-error": {**_DEVICE, "FAKE_DEVICE_REFUSED": "allocate"},
                "device-out-of-memory": {**_DEVICE, "FAKE_DEVICE_CAPACITY": "10"}}

# 4,294,967,296 calls: minutes, and no trace holds them.
LONG = {"count-overflow"}

# Sanitizers have a malloc of their own, which cannot be interposed, and need the address space.
NOT_SANITIZED = set(_PRELOADED) | {"out-of-memory"}


def cases():
    """(enumerator, code) of every case that takes no minutes and can be run in this build."""
    for enumerator, code in harness.diagnostic_codes().items():
        if code not in LONG and not (harness.SANITIZED and code in NOT_SANITIZED):
            yield enumerator, code


def add_tests(case):
    """Adds a test of each to a class that can check() one."""
    for enumerator, code in cases():
        def test(self, enumerator=enumerator, code=code):
            self.check(enumerator, code)
        setattr(case, "test_" + code.replace("-", "_"), test)


def settings(code):
    """Keyword arguments of harness.run and Case.record."""
    preload = _PRELOADED.get(code)
    return {"options": _OPTIONS.get(code), **({"LD_PRELOAD": str(preload)} if preload else {}),
            **_ENVIRONMENT.get(code, {})}


def function(enumerator):
    """The function that commits the misuse."""
    return "misuse_" + enumerator
