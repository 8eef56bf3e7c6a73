//! Who may ask: only a page that was opened by the link that the program printed.
//!
//! The link holds a key of 128 random bits, which becomes a cookie. The `Host` of every request must be
//! the loopback address (against DNS rebinding), and what changes anything must come from the page itself.

use crate::error::Error;
use tiny_http::{Method, Request};

/// What every answer carries: nothing is loaded from elsewhere, run from a text, or kept.
pub const HEADERS: [(&str, &str); 4] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
];

/// The key, and where the server listens.
pub struct Guard {
    key: String,
    port: u16,
}

impl Guard {
    /// For a server that listens on this port, with a new key.
    ///
    /// # Errors
    /// The system has no randomness to give.
    pub fn new(port: u16) -> Result<Self, Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)
            .map_err(|e| Error::io("drawing a key for the page", std::io::Error::other(e)))?;
        let key = bits.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Guard { key, port })
    }

    /// The link that opens the page.
    pub fn link(&self) -> String {
        format!("http://127.0.0.1:{}/?k={}", self.port, self.key)
    }

    /// Whether this is the link itself.
    pub fn opens(&self, request: &Request) -> bool {
        self.at_home(request) && request.url() == format!("/?k={}", self.key)
    }

    /// The cookie that the link is exchanged for.
    pub fn cookie(&self) -> String {
        format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/",
            self.name(),
            self.key
        )
    }

    /// Whether a request may be answered.
    pub fn admits(&self, request: &Request) -> bool {
        let own = format!("{}={}", self.name(), self.key);
        let cookies = header(request, "Cookie").unwrap_or("");
        let known = cookies.split(';').any(|c| c.trim() == own);
        let from_here = || {
            let origin = header(request, "Origin").unwrap_or("");
            let json =
                header(request, "Content-Type").is_some_and(|t| t.starts_with("application/json"));
            json && self.hosts().any(|host| origin == format!("http://{host}"))
        };
        self.at_home(request) && known && (*request.method() == Method::Get || from_here())
    }

    /// Pages on other ports of the same host share cookies: each has a name of its own.
    fn name(&self) -> String {
        format!("demarche{}", self.port)
    }

    fn at_home(&self, request: &Request) -> bool {
        let host = header(request, "Host").unwrap_or("");
        self.hosts().any(|own| own == host)
    }

    fn hosts(&self) -> impl Iterator<Item = String> {
        ["127.0.0.1", "localhost"]
            .into_iter()
            .map(|host| format!("{host}:{}", self.port))
    }
}

/// The value of a header.
fn header<'a>(request: &'a Request, name: &'static str) -> Option<&'a str> {
    let found = request.headers().iter().find(|h| h.field.equiv(name));
    found.map(|h| h.value.as_str())
}
