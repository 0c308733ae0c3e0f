"""Pages of the browser that write down what goes wrong on them, lent to one test after the other."""

from collections import defaultdict

MEDIA = {"color_scheme": "light", "reduced_motion": "null", "forced_colors": "null"}
OUTSIDE = (-1, -1)  # of the window
STORED = {"origin": "*", "storageTypes": "local_storage,cookies"}
GIVEN_UP = "net::ERR_ABORTED"  # by the browser, as for the icon of a page that is left at once
SECONDS = 30  # that a test waits for the page, unless it says otherwise


class Watched:
    """A page whose console errors, failed requests and requests to other sites are written down."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.troubles = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)
        self.page.on("request", self._request)
        self.session = self.context.new_cdp_session(self.page)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _failed(self, request):
        if request.failure != GIVEN_UP:
            self.troubles.append(f"failed: {request.url}: {request.failure}")

    def _response(self, response):
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")

    def _request(self, request):
        if not request.url.startswith(("http://127.0.0.1", "file://", "data:", "blob:http://127.0.0.1")):
            self.troubles.append(f"off the site: {request.url}")

    def prepare(self, width, height, media):
        """Give the window the size and what is emulated in it, as `media`, and nothing else."""
        self.troubles.clear()
        self.page.set_default_timeout(1000 * SECONDS)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(**MEDIA | {"media": "null"} | media)

    def clean_up(self):
        """Take away all that a test leaves: routes, what was stored, the pointer, the document."""
        self.page.unroute_all()
        self.page.mouse.move(*OUTSIDE)
        self.page.goto("about:blank")
        self.session.send("Storage.clearDataForOrigin", STORED)
        assert self.page.evaluate("String(setTimeout).includes('native code')"), "a clock: ask for `alone`"


class Pages:
    """Watched pages for one test after the other: to open a new one takes the browser a second."""

    def __init__(self, browser):
        self.browser, self.idle = browser, defaultdict(list)

    def borrow(self, width, height, media, alone=False, **options):
        """Return a page as good as new, in a context of its own for what cannot be taken away if `alone`."""
        kind = None if alone else repr(sorted(options.items()))
        watched = self.idle[kind].pop() if self.idle[kind] else Watched(self.browser, **options)
        watched.kind = kind
        watched.prepare(width, height, media)
        return watched

    def give_back(self, watched):
        """Make the page ready for the next test."""
        if watched.kind is None:
            watched.context.close()
        else:
            watched.clean_up()
            self.idle[watched.kind].append(watched)
