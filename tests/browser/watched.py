"""A page of the browser that writes down what goes wrong on it."""


class Watched:
    """A page whose console errors, failed requests and requests to other sites are written down."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.troubles = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("requestfailed", lambda request: self.troubles.append(f"failed: {request.url}"))
        self.page.on("response", self._response)
        self.page.on("request", self._request)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _response(self, response):
        if response.status >= 400:
            self.troubles.append(f"{response.status}: {response.url}")

    def _request(self, request):
        if not request.url.startswith(("http://127.0.0.1", "file://", "data:", "blob:http://127.0.0.1")):
            self.troubles.append(f"off the site: {request.url}")
