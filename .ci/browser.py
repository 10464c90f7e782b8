"""This machine's Chromium, over its debugging pipe: opens pages, says what they show and what they complain of."""

import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import Self

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--remote-debugging-pipe")
SECONDS_TO_ANSWER = 30


def find() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """Closed by `with`. Pages are opened one after another, each in a tab of its own."""

    def __init__(self, executable: str, profile: Path, language: str):
        # Chromium reads its commands from descriptor 3 and answers on 4.
        its_in, self._out = os.pipe()
        self._in, its_out = os.pipe()
        theirs = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10) for descriptor in (its_in, its_out)]
        os.close(its_in)
        os.close(its_out)
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{theirs[0]} 4>&{theirs[1]}', "bash", executable, *OPTIONS]
            + [f"--accept-lang={language}", f"--user-data-dir={profile}"],
            pass_fds=theirs,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for descriptor in theirs:
            os.close(descriptor)
        self._number = 0
        self._read = b""
        self._events: list[dict] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(SECONDS_TO_ANSWER)
        os.close(self._out)
        os.close(self._in)

    def open(self, address: str, expected: list[str], seconds: float) -> tuple[str, str, str, list[str]]:
        """Waits until all that is expected shows, or time is up. The page's language, title, text and complaints."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._events.clear()
        for domain in ("Runtime", "Log", "Page"):
            self._ask(f"{domain}.enable", session)
        self._ask("Page.navigate", session, url=address)
        end = time.monotonic() + seconds
        while True:
            lang, title, text = self._page(session)
            if all(words in text for words in expected) or time.monotonic() > end:
                break
            time.sleep(0.2)
        self._ask("Target.closeTarget", targetId=target)
        return lang, title, text, list(filter(None, map(complaint, self._events)))

    def _page(self, session: str) -> list[str]:
        script = "[document.documentElement.lang, document.title, document.body?.innerText ?? '']"
        return self._ask("Runtime.evaluate", session, expression=script, returnByValue=True)["result"].get(
            "value", ["", "", ""]
        )

    def _ask(self, method: str, session: str | None = None, **params: object) -> dict:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") != self._number:
                self._events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"the browser refuses {method}: {answer['error']}")
            else:
                return answer["result"]

    def _next(self) -> dict:
        while b"\0" not in self._read:
            if not select.select([self._in], [], [], SECONDS_TO_ANSWER)[0]:
                raise RuntimeError(f"the browser has not answered for {SECONDS_TO_ANSWER} s")
            more = os.read(self._in, 65536)
            if not more:
                raise RuntimeError("the browser has ended")
            self._read += more
        message, _, self._read = self._read.partition(b"\0")
        return json.loads(message)


def complaint(event: dict) -> str | None:
    """What a developer would see in red or yellow in the console."""
    params = event.get("params", {})
    match event.get("method"):
        case "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            return details.get("exception", {}).get("description") or details["text"]
        case "Runtime.consoleAPICalled" if params["type"] in ("error", "warning", "assert"):
            return " ".join(str(it.get("value", it.get("description"))) for it in params["args"])
        case "Log.entryAdded" if params["entry"]["level"] in ("error", "warning"):
            return f"{params['entry']['text']} ({params['entry'].get('url', '')})"
    return None
