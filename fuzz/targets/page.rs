//! What is sent to the page with sliders, over a socket: as the page itself sends it, with its key, or as the
//! bytes are. The first byte says which.
#![no_main]

use demarche::game::Limits;
use demarche::page::Page;
use libfuzzer_sys::fuzz_target;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

/// Where the page listens, and the cookie of who may ask.
struct Open {
    host: String,
    cookie: String,
}

fn open() -> Open {
    let folder = std::env::temp_dir().join(format!("demarche-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("starter.toml");
    std::fs::write(&file, demarche::scenario::shipped::STARTER).expect("written");
    let limits = Limits { memory: 1 << 20 };
    let page = Page::open(&file.to_string_lossy(), None, 0, limits).expect("it opens");
    let link = page.link();
    let rest = link.strip_prefix("http://").expect("a link");
    let (host, key) = rest.split_once("/?k=").expect("with a key");
    let port = host.rsplit(':').next().expect("a port");
    let cookie = format!("demarche{port}={key}");
    std::thread::spawn(move || page.serve());
    Open {
        host: host.to_string(),
        cookie,
    }
}

/// Sends bytes and reads what comes, for a moment.
fn send(open: &Open, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(&open.host).expect("the page listens");
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(bytes)?;
    // what is cut short is at an end
    stream.shutdown(Shutdown::Write)?;
    let mut answer = vec![0; 64];
    let got = stream.read(&mut answer)?;
    answer.truncate(got);
    Ok(answer)
}

fuzz_target!(|bytes: &[u8]| {
    static OPEN: OnceLock<Open> = OnceLock::new();
    let open = OPEN.get_or_init(open);
    let Some((how, rest)) = bytes.split_first() else {
        return;
    };
    if how % 4 == 0 {
        // bytes that are no request may be dropped
        let _ = send(open, rest);
        return;
    }
    let Ok(text) = std::str::from_utf8(rest) else {
        return;
    };
    let (path, body) = text.split_once('\n').unwrap_or((text, ""));
    // what is no request line is dropped without an answer; events do not end
    let line = path.starts_with('/') && path.bytes().all(|b| b.is_ascii_graphic());
    if !line || path.starts_with("/events") {
        return;
    }
    let method = if how % 4 == 1 { "GET" } else { "POST" };
    let Open { host, cookie } = open;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nOrigin: http://{host}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let answer = send(open, &[head.as_bytes(), body.as_bytes()].concat());
    let answer = answer.expect("an answer comes");
    assert!(
        answer.starts_with(b"HTTP/1.1 "),
        "{:?}",
        String::from_utf8_lossy(&answer)
    );
});
