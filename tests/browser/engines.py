"""WebKit, Firefox and Chromium, driven alike.

WebKitWebDriver and Firefox's Marionette know the same commands of WebDriver: one as addresses, one by name.
"""

import base64
import contextlib
import glob
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.parse
from pathlib import Path

import requests

SECONDS = 60  # for a browser to start, and for a page to load
ENTER = "\ue007"
MINI_BROWSER = "/usr/lib/*/webkit2gtk-4*/MiniBrowser"
# A page in a frame: no engine but Chromium makes a window as narrow as a phone.
FRAME = "/frame.html?width={}&page={}"
# Commands of WebDriver: their place at WebKitWebDriver, and their name in Firefox.
COMMANDS = {
    "go": ("url", "WebDriver:Navigate"),
    "run": ("execute/async", "WebDriver:ExecuteAsyncScript"),
    "size": ("window/rect", "WebDriver:SetWindowRect"),
    "frame": ("frame", "WebDriver:SwitchToFrame"),
    "act": ("actions", "WebDriver:PerformActions"),
    "limit": ("timeouts", "WebDriver:SetTimeouts"),
}


def waited(ready, what):
    """Return what `ready` gives, once that is true."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if found := ready():
                return found
        time.sleep(0.05)
    raise TimeoutError(f"{what} is not there after {SECONDS} seconds")


class Driven:
    """A browser that takes the commands of WebDriver, and one page in it."""

    def __init__(self):
        self.processes = []

    def start(self, *command, **options):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(command, **quiet | options))

    def command(self, name, **values):
        raise NotImplementedError

    def open(self, url, width=1280, height=900):
        """Open a page in a window of this width."""
        self.command("size", width=max(width, 600), height=height)
        if width < 600:
            parts = urllib.parse.urlsplit(url)
            root = f"{parts.scheme}://{parts.netloc}"
            self.command("go", url=root + FRAME.format(width, urllib.parse.quote(url.removeprefix(root))))
            self.command("frame", id=0)
        else:
            self.command("go", url=url)

    def evaluate(self, function, *arguments):
        """Return what a function of the page returns, or what it promised."""
        script = f"""const answer = arguments[arguments.length - 1];
            Promise.resolve().then(() => ({function})(...[...arguments].slice(0, -1)))
              .then((value) => answer({{ value }}), (error) => answer({{ error: String(error) }}));"""
        answer = self.command("run", script=script, args=list(arguments))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def act(self, device, *actions):
        kind = (
            {"type": "key"} if device == "key" else {"type": "pointer", "parameters": {"pointerType": device}}
        )
        self.command("act", actions=[{"id": device, "actions": list(actions)} | kind])

    def drag(self, *points, touch=False):
        """Press at the first of the points, (x, y) from the corner of the page, and let go at the last."""
        (x, y), *others = points
        moves = [{"type": "pointerMove", "duration": 60, "x": x, "y": y} for x, y in others]
        start = {"type": "pointerMove", "duration": 0, "x": x, "y": y}
        down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
        self.act("touch" if touch else "mouse", start, down, *moves, up)

    def press(self, *keys):
        """Press keys, by their characters in WebDriver."""
        self.act("key", *({"type": f"key{way}", "value": key} for key in keys for way in ("Down", "Up")))

    def place(self):
        """Return the address of the page."""
        raise NotImplementedError

    def picture(self):
        """Return what the window shows as a PNG."""
        raise NotImplementedError

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class WebKit(Driven):
    """WebKitGTK's MiniBrowser, by HTTP. It needs a screen: Xvfb's."""

    needs = "WebKitWebDriver, MiniBrowser and Xvfb (Debian: apt install webkit2gtk-driver xvfb)"

    @staticmethod
    def is_there():
        return bool(shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and glob.glob(MINI_BROWSER))

    def __init__(self, folder):
        super().__init__()
        reading, writing = os.pipe()
        self.start("Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x2400x24", pass_fds=[writing])
        os.close(writing)
        with os.fdopen(reading) as pipe:
            display = pipe.readline().strip()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        screen = {"DISPLAY": f":{display}", "GDK_BACKEND": "x11"}
        own = {"HOME": str(folder), "XDG_CACHE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
        self.start("WebKitWebDriver", f"--port={port}", env=os.environ | screen | own)
        self.address = f"http://127.0.0.1:{port}"
        waited(lambda: socket.create_connection(("127.0.0.1", port)), "WebKitWebDriver").close()
        options = {"binary": sorted(glob.glob(MINI_BROWSER))[-1], "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        session = self._ask("POST", "/session", wanted)["sessionId"]
        self.address += f"/session/{session}"
        self.command("limit", script=1000 * SECONDS, pageLoad=1000 * SECONDS)

    def _ask(self, method, path, values=None):
        answer = requests.request(method, self.address + path, json=values, timeout=2 * SECONDS)
        value = answer.json()["value"]
        if not answer.ok:
            raise RuntimeError(f"WebKit: {value['error']}: {value['message']}")
        return value

    def command(self, name, **values):
        return self._ask("POST", f"/{COMMANDS[name][0]}", values)

    def place(self):
        return self._ask("GET", "/url")

    def picture(self):
        return base64.b64decode(self._ask("GET", "/screenshot"))

    def close(self):
        with contextlib.suppress(Exception):
            self._ask("DELETE", "")
        super().close()


class Firefox(Driven):
    """Firefox, by Marionette: each message is its length, a colon, and JSON."""

    needs = "firefox-esr (Debian: apt install firefox-esr)"

    @staticmethod
    def path():
        return shutil.which("firefox-esr") or shutil.which("firefox")

    @classmethod
    def is_there(cls):
        return bool(cls.path())

    def __init__(self, folder):
        super().__init__()
        profile = Path(folder) / "profile"
        profile.mkdir()
        settings = {
            "marionette.port": 0,
            "ui.useOverlayScrollbars": 1,
        }  # any port that is free; bars as on a phone
        lines = [f'user_pref("{name}", {value});' for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        options = ["--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        self.start(self.path(), *options, env=os.environ | {"HOME": str(folder)})
        file = profile / "MarionetteActivePort"
        port = waited(lambda: file.exists() and file.read_text(), "Firefox")
        self.socket = waited(lambda: socket.create_connection(("127.0.0.1", int(port))), "Firefox")
        self.stream = self.socket.makefile("rb")
        self.asked = 0
        self._receive()
        self._ask("WebDriver:NewSession", capabilities={})
        self.command("limit", script=1000 * SECONDS, pageLoad=1000 * SECONDS)

    def _receive(self):
        length = b""
        while (byte := self.stream.read(1)) != b":":
            length += byte
        return json.loads(self.stream.read(int(length)))

    def _ask(self, name, **values):
        self.asked += 1
        message = json.dumps([0, self.asked, name, values])
        self.socket.sendall(f"{len(message)}:{message}".encode("ascii"))
        _, _, error, answer = self._receive()
        if error:
            raise RuntimeError(f"Firefox: {error['error']}: {error['message']}")
        return answer

    def command(self, name, **values):
        return self._ask(COMMANDS[name][1], **values).get("value")

    def place(self):
        return self._ask("WebDriver:GetCurrentURL")["value"]

    def picture(self):
        return base64.b64decode(self._ask("WebDriver:TakeScreenshot", full=False)["value"])

    def close(self):
        with contextlib.suppress(Exception):
            self._ask("Marionette:Quit", flags=["eForceQuit"])
        self.socket.close()
        super().close()


class Chromium:
    """The Chromium that all the other tests drive, with the few names of the others."""

    def __init__(self, browser):
        self.page = browser.new_page(has_touch=True)

    def open(self, url, width=1280, height=900):
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(url)

    def evaluate(self, function, *arguments):
        return self.page.evaluate(f"(all) => ({function})(...all)", list(arguments))

    def drag(self, *points, touch=False):
        if touch:
            self.page.touchscreen.tap(*points[0])
            return
        (x, y), *others = points
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for other in others:
            self.page.mouse.move(*other, steps=3)
        self.page.mouse.up()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press({ENTER: "Enter"}.get(key, key))

    def place(self):
        self.page.wait_for_timeout(50)  # in which Playwright hears of another page
        return self.page.url

    def picture(self):
        return self.page.screenshot()

    def close(self):
        self.page.close()


# What a test does on a page.


def middle(engine, selector):
    """Bring an element into view, and return where its middle is."""
    return engine.evaluate(
        """async (selector) => {
          const node = document.querySelector(selector);
          await document.fonts.ready;
          node.scrollIntoView({ block: "center", behavior: "instant" });
          for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
          node.scrollIntoView({ block: "center", behavior: "instant" });
          const { left, top, width, height } = node.getBoundingClientRect();
          return [Math.round(left + width / 2), Math.round(top + height / 2)];
        }""",
        selector,
    )


def click(engine, selector, touch=False):
    engine.drag(middle(engine, selector), touch=touch)


def until(engine, condition, *arguments, seconds=15):
    """Wait until a function of the page returns what is true, and return that."""
    wait = """async (condition, seconds, ...rest) => {
      for (const end = Date.now() + 1000 * seconds; Date.now() < end;) {
        const found = condition(...rest);
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`not within ${seconds} seconds: ${condition}`);
    }"""
    return engine.evaluate(f"(...rest) => ({wait})({condition}, ...rest)", seconds, *arguments)


DRIVEN = {"webkit": WebKit, "firefox": Firefox}
