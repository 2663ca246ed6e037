"""What is sent: addresses that lead away, headers in values, names of files, scripts in words, formulas in cells."""

from itertools import product

EVIL = "evil.example"
# Forms of an address of another site, or of a script, as they have got past checks elsewhere.
AWAY = (
    f"https://{EVIL}/", f"http://{EVIL}", f"HTTPS://{EVIL}/", f"//{EVIL}/", f"///{EVIL}/", f"////{EVIL}/", f"\\\\{EVIL}/", f"/\\{EVIL}/",
    f"\\/{EVIL}/", f"/\\/{EVIL}/", f"\\{EVIL}/", f"https:{EVIL}/", f"https:/{EVIL}/", f"https:///{EVIL}/", f"http:\\\\{EVIL}/",
    f"ftp://{EVIL}/", "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)",
    "\x01javascript:alert(1)", "javascript://%0aalert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)",
    f"/\t/{EVIL}/", f"/\n/{EVIL}/", f"/\r\n/{EVIL}/", f"\t//{EVIL}/", f" //{EVIL}/", f"\u3000//{EVIL}/", f"%2f%2f{EVIL}/", f"/%2f{EVIL}/",
    f"/%5c{EVIL}/", f"//{EVIL}%2f@localhost/", f"https://localhost@{EVIL}/", f"https://localhost.{EVIL}/", f"https://{EVIL}#@localhost/",
    f"https://{EVIL}\\@localhost/", f"//{EVIL}:80/", f"/\u2044/{EVIL}/", f"\uff0f\uff0f{EVIL}/", "//evil\u3002example/", f"/.//{EVIL}/",
    f"/desk/..//{EVIL}/", "//[::ffff:192.0.2.1]/", f"/desk/\r\nLocation: https://{EVIL}/", f"\x00//{EVIL}/", f"/\x00/{EVIL}/", f"?next=//{EVIL}/",
)  # fmt: skip

ENDS_OF_LINES = (
    "\r\n",
    "\n",
    "\r",
    "\r\n\r\n",
    "\u560d\u560a",
    "\u2028",
    "\x85",
    "\x00",
    "\x0b",
    "%0d%0a",
    "%250d%250a",
    "\\r\\n",
)
SPLITTING = tuple(f"a{end}X-Split: 1{end}b" for end in ENDS_OF_LINES)

STEMS = (
    "letter", "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "C:\\boot", "\\\\evil.example\\share\\a", "a/b/c", "....//....//a",
    "%2e%2e%2fetc%2fpasswd", ".", "..", ".htaccess", "~root", "CON", "nul", "com1", "a:b", "a::$DATA", "a\tb", "a\nb", "a\r\nX-Split: 1", "a\x00b",
    "a\x1bb", 'a"b', "a'b", 'a"; filename="evil', "a;b=c", "a\\", 'a\\"b', "a%00b", "a%0d%0ab", "a b  c", " leading", "a" * 300, "é" * 120,
    "letter\u202etxt.exe", "\u200bhidden", "\ufeffbom", "ﬁle", "письмо", "手紙", "📄", "e\u0301", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "$(id)", "`id`", "|id", "-rf", "--help",
)  # fmt: skip
ENDINGS = (".txt", ".html", ".svg.txt", "")
FILE_NAMES = tuple(f"{stem}{ending}" for stem, ending in product(STEMS, ENDINGS))

SCRIPTS = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=/evil.js></script>", "<script\x0c>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "</script><script>alert(1)</script>", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</style><script>alert(1)</script>", "--><script>alert(1)</script>", "]]><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<img src=x:x onerror=alert(1)//", "<img/src=x/onerror=alert(1)>", "<img src=x onerror\x09=alert(1)>",
    "<image src=x onerror=alert(1)>", '"><img src=x onerror=alert(1)>', "'><img src=x onerror=alert(1)>", "`><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>a</text></a>", "<svg><use href=data:image/svg+xml,a#x>", "<math><mtext><script>alert(1)</script>",
    "<math href=javascript:alert(1)>a</math>", "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<a href=javascript:alert(1)>a</a>", "<a href='java\tscript:alert(1)'>a</a>",
    "<form action=javascript:alert(1)><button>a</button></form>", "<button formaction=javascript:alert(1)>a</button>", "<input onfocus=alert(1) autofocus>",
    '" onfocus=alert(1) autofocus x="', "' onfocus=alert(1) autofocus x='", '" onmouseover=alert(1) style=position:fixed;inset:0 x="',
    "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>", "<marquee onstart=alert(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<base href=https://evil.example/>", "<link rel=stylesheet href=/evil.css>",
    "<style>@import '/evil.css';</style>", "<div style='background:url(/evil.png)'>a</div>", "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<div hx-get=/evil hx-trigger=load>a</div>", "<div hx-on::load='alert(1)'>a</div>",
    "<div data-hx-get=/evil data-hx-trigger=load>a</div>", "{{constructor.constructor('alert(1)')()}}", "{% load evil %}{{ settings.SECRET_KEY }}",
    "${alert(1)}", "javascript:alert(1)", "\u003cscript\u003ealert(1)\u003c/script\u003e", "＜script＞alert(1)＜/script＞", "<\x00script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;img src=x onerror=alert(1)&#62;", "<x\u2028onclick=alert(1)>a", "<!--<img src='--><img src=x onerror=alert(1)//'>",
)  # fmt: skip

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"https://evil.example/\",\"a\")", "\t=1+1", "\r=1+1", "\n=1+1", "=DDE(\"cmd\")",
    "＝1+1", "＋1", "－1", "＠SUM(1)", "'=1+1", "=IMPORTXML(\"https://evil.example/\",\"a\")", "#REF!", "{=1+1}", "%0A=1+1", ";=1+1", ",=1+1", '";=1+1',
)  # fmt: skip
