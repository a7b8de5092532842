#!/usr/bin/env python3
"""Finds the system's shared libraries and programs that are missing here, names their packages, and installs them where it may.

    python3 tools/system_libraries.py --for env            a Python that is new enough and can make virtual environments
    python3 tools/system_libraries.py --for run            what Qt needs to open a window
    python3 tools/system_libraries.py --for test           the same, and what the tests need
    ... --install                                          installs what is missing, as root or where sudo asks no password

It runs before anything is installed, on the bare Python of the system, however old: standard library and plain syntax only.
Exit code: 0 when nothing is missing (any more), 1 otherwise.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
PROJECT = Path(__file__).resolve().parent.parent

# What the program loads of Qt; the rest of the distribution (QML, databases, GTK themes) may stay without its libraries.
QT_FILES = (
    "QtCore.abi3.so",
    "QtGui.abi3.so",
    "QtWidgets.abi3.so",
    "QtSvg.abi3.so",
    "QtPrintSupport.abi3.so",
    "QtTest.abi3.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/platforms/libqwayland*.so",
    "Qt/plugins/xcbglintegrations/*.so",
    "Qt/plugins/wayland-shell-integration/libxdg-shell.so",
    "Qt/plugins/imageformats/libqsvg.so",
    "Qt/plugins/iconengines/*.so",
    "Qt/plugins/platforminputcontexts/lib*platforminputcontextplugin.so",
)

# Debian's and Ubuntu's package for each. Where two names stand, the second is that of releases before the 64-bit time_t (2024).
PACKAGES = {
    "libEGL.so.1": ["libegl1"],
    "libGL.so.1": ["libgl1"],
    "libX11-xcb.so.1": ["libx11-xcb1"],
    "libX11.so.6": ["libx11-6"],
    "libbrotlidec.so.1": ["libbrotli1"],
    "libcups.so.2": ["libcups2t64", "libcups2"],
    "libdbus-1.so.3": ["libdbus-1-3"],
    "libdrm.so.2": ["libdrm2"],
    "libfontconfig.so.1": ["libfontconfig1"],
    "libfreetype.so.6": ["libfreetype6"],
    "libgcc_s.so.1": ["libgcc-s1"],
    "libglib-2.0.so.0": ["libglib2.0-0t64", "libglib2.0-0"],
    "libgssapi_krb5.so.2": ["libgssapi-krb5-2"],
    "libgthread-2.0.so.0": ["libglib2.0-0t64", "libglib2.0-0"],
    "libresolv.so.2": ["libc6"],
    "libstdc++.so.6": ["libstdc++6"],
    "libwayland-client.so.0": ["libwayland-client0"],
    "libwayland-cursor.so.0": ["libwayland-cursor0"],
    "libwayland-egl.so.1": ["libwayland-egl1"],
    "libxcb-cursor.so.0": ["libxcb-cursor0"],
    "libxcb-glx.so.0": ["libxcb-glx0"],
    "libxcb-icccm.so.4": ["libxcb-icccm4"],
    "libxcb-image.so.0": ["libxcb-image0"],
    "libxcb-keysyms.so.1": ["libxcb-keysyms1"],
    "libxcb-randr.so.0": ["libxcb-randr0"],
    "libxcb-render-util.so.0": ["libxcb-render-util0"],
    "libxcb-render.so.0": ["libxcb-render0"],
    "libxcb-shape.so.0": ["libxcb-shape0"],
    "libxcb-shm.so.0": ["libxcb-shm0"],
    "libxcb-sync.so.1": ["libxcb-sync1"],
    "libxcb-util.so.1": ["libxcb-util1"],
    "libxcb-xfixes.so.0": ["libxcb-xfixes0"],
    "libxcb-xkb.so.1": ["libxcb-xkb1"],
    "libxcb.so.1": ["libxcb1"],
    "libxkbcommon-x11.so.0": ["libxkbcommon-x11-0"],
    "libxkbcommon.so.0": ["libxkbcommon0"],
    "libz.so.1": ["zlib1g"],
    "libzstd.so.1": ["libzstd1"],
    # programs
    "Xvfb": ["xvfb"],
    "xauth": ["xauth"],
    # what --for env may miss
    "a newer Python": ["python3.13", "python3.12", "python3.11"],
    "the venv module of this Python": ["python{}.{}-venv".format(*sys.version_info), "python3-venv"],
}
TEST_PROGRAMS = ("Xvfb", "xauth")


class CannotLookError(Exception):
    """The search itself cannot be made; the text says why."""


# --- what is missing ----------------------------------------------------------------------------------------------------------


def missing_for_env():
    if sys.version_info[:2] < OLDEST_PYTHON:
        return ["a newer Python"]
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return ["the venv module of this Python"]
    return []


def missing_for_run(qt):
    return missing_libraries(qt_files(qt))


def missing_for_test(qt):
    return missing_for_run(qt) + [name for name in TEST_PROGRAMS if not find_program(name)]


def installed_qt(environment):
    """The folder of PySide6 in a virtual environment."""
    found = sorted(Path(environment).glob("lib/python3*/site-packages/PySide6"))
    if not found:
        raise CannotLookError("no PySide6 in {}: run 'make env' first".format(environment))
    return found[-1]


def qt_files(qt):
    found = [path for pattern in QT_FILES for path in sorted(Path(qt).glob(pattern))]
    if not found:
        raise CannotLookError("no Qt libraries in {}".format(qt))
    return found


def missing_libraries(files):
    """The names of the shared libraries that the loader does not find for these files, sorted."""
    ldd = find_program("ldd")
    if not ldd:
        raise CannotLookError("cannot look for Qt's libraries: this system has no ldd")
    output = subprocess.run(
        [ldd] + [str(path) for path in files], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    ).stdout.decode(errors="replace")
    return parse_ldd(output)


def parse_ldd(output):
    return sorted(set(re.findall(r"^\s*(\S+) => not found", output, re.MULTILINE)))


def find_program(name):
    folders = [*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
    return shutil.which(name, path=os.pathsep.join(folders))


# --- what brings it -----------------------------------------------------------------------------------------------------------


def packages_for(missing, available):
    """The packages that hold these, and what no known package holds. ``available(names)`` tells which names can be had here."""
    known = available(sorted({name for item in missing for name in PACKAGES.get(item, [])}))
    wanted, unknown = [], []
    for item in missing:
        names = PACKAGES.get(item)
        if not names:
            unknown.append(item)
            continue
        chosen = next((name for name in names if name in known), None) or usual_name(names)
        wanted.append(chosen)
        if re.match(r"python3\.\d+$", chosen):
            wanted.append(chosen + "-venv")
    return sorted(set(wanted)), unknown


def usual_name(names):
    """Which of two names this system would use, told by its C library, where the package lists are empty."""
    return names[0] if c_library() >= (2, 39) or len(names) == 1 else names[-1]


def c_library():
    try:
        return tuple(int(part) for part in os.confstr("CS_GNU_LIBC_VERSION").split()[-1].split("."))
    except (AttributeError, OSError, ValueError):
        return (0, 0)


def apt_available(names):
    """Those of the package names that apt can install (a name that others merely provide has no candidate)."""
    if not names:
        return set()
    policy = subprocess.run(
        ["apt-cache", "policy", *list(names)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=False,
        env=plain_env(),
    ).stdout.decode(errors="replace")
    return parse_policy(policy)


def parse_policy(policy):
    return {
        name
        for name, candidate in re.findall(r"^(\S+):\n(?:  .*\n)*?  Candidate: (\S+)", policy, re.MULTILINE)
        if candidate != "(none)"
    }


def plain_env():
    return dict(os.environ, LC_ALL="C", DEBIAN_FRONTEND="noninteractive")


# --- doing it -----------------------------------------------------------------------------------------------------------------


def administrator():
    """The words before a command that make it run with the rights to install, or None without such rights."""
    if os.geteuid() == 0:
        return []
    sudo = find_program("sudo")
    if (
        sudo
        and subprocess.run(
            [sudo, "-n", "true"], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False
        ).returncode
        == 0
    ):
        return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def update_lists(prefix):
    subprocess.run([*prefix, "apt-get", "update", "-qq"], check=False, env=plain_env())


def install(prefix, packages):
    command = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    log = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        check=False,
        env=plain_env(),
    )
    if log.returncode != 0:
        sys.stdout.write(log.stdout.decode(errors="replace"))
    return log.returncode == 0


def provide(find, may_install):
    """Looks, installs where allowed, and looks again. Returns the exit code."""
    missing = find()
    if not missing:
        return 0
    print("Missing on this system: " + ", ".join(missing))
    if not find_program("apt-get"):
        print(
            "Please install what your distribution calls these; only Debian's and Ubuntu's package names are known here."
        )
        return 1
    prefix = administrator() if may_install else None
    if prefix is not None:
        update_lists(prefix)
    packages, unknown = packages_for(missing, apt_available)
    if unknown:
        print("No package is known for: " + ", ".join(unknown))
    if prefix is None:
        print(
            "Please run this once, then try again:\n\n    sudo apt-get install " + " ".join(packages) + "\n"
        )
        return 1
    if packages:
        print("Installing: " + " ".join(packages))
        install(prefix, packages)
    return report(find())


def report(missing):
    if missing:
        print("Still missing: " + ", ".join(missing))
        return 1
    print("Everything is there now.")
    return 0


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--for", dest="purpose", choices=["env", "run", "test"], required=True)
    parser.add_argument("--install", action="store_true", help="install what is missing")
    parser.add_argument(
        "--environment",
        type=Path,
        default=PROJECT / ".venv",
        help="the virtual environment that holds PySide6",
    )
    options = parser.parse_args(arguments)
    if options.purpose != "env" and not sys.platform.startswith("linux"):
        return 0  # on Windows and macOS PySide6 brings everything

    def find():
        if options.purpose == "env":
            return missing_for_env()
        qt = installed_qt(options.environment)
        return missing_for_run(qt) if options.purpose == "run" else missing_for_test(qt)

    try:
        return provide(find, options.install)
    except CannotLookError as reason:
        print(reason)
        return 1


if __name__ == "__main__":
    sys.exit(main())
