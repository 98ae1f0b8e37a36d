"""What the measuring programs in Python share: lines for people, an environment with rivals, tables in docs/benchmarks.md."""

import os
import subprocess
import time
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENT = f"{HERE}/../docs/benchmarks.md"


def say(text):
    print(f"==> {text}", flush=True)


def skip(what, why):
    print(f"==> SKIPPED: {what}: {why}", flush=True)


def environment(name, modules, requirements):
    """A Python that has some modules; None where PyPI does not give them. `requirements` is what `pip install` gets."""
    folder = f"{HERE}/.build/{name}"
    python = f"{folder}/bin/python"
    check = [python, "-c", f"import {', '.join(modules)}"]
    if os.path.exists(python) and subprocess.run(check, capture_output=True).returncode == 0:
        return python
    try:
        venv.create(folder, with_pip=True, clear=True)
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
        subprocess.run(install, check=True)
        return python
    except (subprocess.CalledProcessError, OSError) as error:
        skip("the other libraries", f"PyPI did not give {', '.join(modules)} ({error})")
        return None


def number(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def table(columns, rows):
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def conditions(revision, how):
    with open("/proc/cpuinfo") as lines:
        processor = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    load = os.getloadavg()[0]
    return (f"{time.strftime('%Y-%m-%d')}, revision {revision}, {processor} with {os.cpu_count()} cores. {how} "
            f"Load average at the end: {load:.1f}.")


def write(section, text):
    """Replaces what stands between the two marks of a section."""
    begin, end = f"<!-- figures of {section} -->", f"<!-- end of the figures of {section} -->"
    with open(DOCUMENT, encoding="utf-8") as file:
        document = file.read()
    before, rest = document.split(begin)
    after = rest.split(end)[1]
    with open(DOCUMENT, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n\n{text}\n\n{end}{after}")
