//! The page with sliders, asked as a browser asks it: who is answered, that its numbers are those of the
//! commands, and what becomes of the file. What needs a browser is in `tests/page/`.

mod common;

use common::program::{code, command, demarche, text};
use demarche::lab::Lab;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A page that is served until it is dropped.
struct Served {
    child: Child,
    port: u16,
    cookie: String,
}

/// The status, head and body of an answer.
type Answer = (u16, String, String);

impl Served {
    fn new(folder: &Path, args: &[&str]) -> Self {
        let mut child = command(folder, &[&["open"], args, &["--no-browser"]].concat())
            .stdout(Stdio::piped())
            .spawn()
            .expect("started");
        let mut link = String::new();
        let out = child.stdout.take().expect("piped");
        BufReader::new(out).read_line(&mut link).expect("a link");
        let at = link
            .trim()
            .strip_prefix("http://127.0.0.1:")
            .expect("a link to this machine");
        let (port, key) = at.split_once("/?k=").expect("a key");
        assert_eq!(key.len(), 32, "128 bits");
        let port = port.parse().expect("a port");
        let mut served = Served {
            child,
            port,
            cookie: String::new(),
        };
        let (status, head, _) = served.ask("GET", &format!("/?k={key}"), &[], "");
        assert_eq!(status, 302);
        let cookie = head
            .lines()
            .find_map(|line| line.strip_prefix("Set-Cookie: "))
            .expect("a cookie");
        assert!(cookie.contains("HttpOnly; SameSite=Strict"));
        served.cookie = cookie
            .split(';')
            .next()
            .expect("a name and value")
            .to_string();
        served
    }

    /// Asks with these headers, those that every request needs among them unless they are given.
    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let host = format!("127.0.0.1:{}", self.port);
        let origin = format!("http://{host}");
        let own = [
            ("Host", host.as_str()),
            ("Cookie", self.cookie.as_str()),
            ("Origin", origin.as_str()),
            ("Content-Type", "application/json"),
        ];
        let given = |name: &str| headers.iter().any(|(own, _)| *own == name);
        let all = own.iter().filter(|(name, _)| !given(name)).chain(headers);
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n",
            body.len()
        );
        all.for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream
            .write_all(format!("{request}\r\n{body}").as_bytes())
            .expect("sent");
        let mut whole = vec![];
        stream.read_to_end(&mut whole).expect("answered");
        let whole = String::from_utf8_lossy(&whole).into_owned();
        let (head, body) = whole.split_once("\r\n\r\n").expect("a head");
        let status = head
            .split(' ')
            .nth(1)
            .expect("a status")
            .parse()
            .expect("a number");
        let body = match head.contains("Transfer-Encoding: chunked") {
            true => unchunked(body),
            false => body.to_string(),
        };
        (status, head.to_string(), body)
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let (status, _, answer) = self.ask("POST", path, &[], &body.to_string());
        (status, serde_json::from_str(&answer).unwrap_or_default())
    }

    /// Does what is to succeed.
    fn does(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.post(path, body);
        assert_eq!(status, 200, "{path} {body}: {answer}");
        answer
    }

    fn now(&self) -> Value {
        let (status, _, body) = self.ask("GET", "/state", &[], "");
        assert_eq!(status, 200);
        serde_json::from_str(&body).expect("JSON")
    }

    /// What is shown when `done` of it.
    fn until(&self, what: &str, done: impl Fn(&Value) -> bool) -> Value {
        let clock = Instant::now();
        loop {
            let now = self.now();
            if done(&now) {
                return now;
            }
            assert!(!text_of(&now["state"]["trouble"]).contains("bug"), "{now}");
            assert!(
                clock.elapsed() < Duration::from_secs(60),
                "no {what}: {}",
                now["state"]["trouble"]
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// What is shown when the text as it is is solved.
    fn settled(&self) -> Value {
        self.until("result", |now| {
            now["result"]["standing"] == "sure" && now["result"]["n"] == now["state"]["n"]
        })
    }

    /// Somebody who hears of events as long as this is kept.
    fn listens(&self) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let request = format!(
            "GET /events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nCookie: {}\r\n\r\n",
            self.port, self.cookie
        );
        stream.write_all(request.as_bytes()).expect("sent");
        stream
    }

    fn text(&self) -> String {
        self.now()["state"]["text"]
            .as_str()
            .expect("a text")
            .to_string()
    }

    fn chart(&self, name: &str) -> String {
        let (status, _, svg) = self.ask("GET", &format!("/chart/{name}.svg?w=960&dark=0"), &[], "");
        assert_eq!(status, 200, "{svg}");
        svg
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// What a file of the folder holds.
fn text_at(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).expect("there")
}

/// A body that was sent in chunks.
fn unchunked(mut body: &str) -> String {
    let mut whole = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a size");
        // sizes are in bytes
        whole += &rest[..size];
        body = rest[size..].trim_start_matches("\r\n");
    }
    whole
}

/// A folder with the starter file.
fn desk() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_path_buf();
    assert_eq!(code(&demarche(&path, &["new", "mine.toml"])), 0);
    (folder, path)
}

fn outcomes(now: &Value) -> Vec<(String, f64)> {
    let all = now["result"]["outcomes"].as_array().expect("outcomes");
    let one = |o: &Value| {
        let id = o["id"].as_str().expect("an id").to_string();
        (id, o["exact"].as_f64().expect("a number"))
    };
    all.iter().map(one).collect()
}

fn likeliest(lab: &Lab) -> String {
    let all = lab.solve().expect("solved").outcomes();
    let best = all.iter().max_by(|a, b| a.1.total_cmp(b.1));
    best.expect("an outcome").0.clone()
}

#[test]
fn only_the_page_itself_is_answered() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    let set = r#"{"id": "war_cost", "value": 1}"#;
    let forbidden = [
        page.ask("GET", "/", &[("Cookie", "")], ""),
        page.ask("GET", "/state", &[("Cookie", "demarche=0")], ""),
        page.ask("GET", "/", &[("Host", "evil.example")], ""),
        page.ask(
            "GET",
            "/?k=00000000000000000000000000000000",
            &[("Cookie", "")],
            "",
        ),
        page.ask("POST", "/set", &[("Origin", "http://evil.example")], set),
        page.ask("POST", "/set", &[("Origin", "")], set),
        page.ask("POST", "/set", &[("Content-Type", "text/plain")], set),
        page.ask("GET", "/set", &[], ""),
        page.ask("GET", "/save", &[], ""),
    ];
    for (n, (status, ..)) in forbidden.iter().enumerate() {
        assert_eq!(*status, 403, "number {n}");
    }
    assert_eq!(page.now()["state"]["n"], 0, "nothing was changed");
    let (status, head, body) = page.ask("GET", "/", &[], "");
    assert_eq!(status, 200);
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'none'",
    ] {
        assert!(head.contains(rule), "{head}");
    }
    assert!(!head.contains("unsafe") && head.contains("nosniff") && head.contains("no-store"));
    assert!(
        !body.contains("<style") && !body.contains("onclick"),
        "nothing inline"
    );
    assert_eq!(page.ask("GET", "/nothing", &[], "").0, 404);
    // it listens on one address only
    assert!(TcpStream::connect(("127.0.0.2", page.port)).is_err());
}

#[test]
fn its_numbers_are_those_of_the_file_so_changed() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    let file = folder.join("mine.toml");
    let lab = Lab::open(file.to_str().expect("a path")).expect("read");
    for n in 0..20 {
        let (id, low, high) = [
            ("war_cost", 1.0, 6.0),
            ("precision", 1.0, 10.0),
            ("incident_chance", 0.0, 0.5),
        ][n % 3];
        let value = low + (high - low) * ((n * 7) % 20) as f64 / 20.0;
        page.does("/set", &json!({ "id": id, "value": value }));
        let now = page.settled();
        let text = page.text();
        let own = Lab::parse("mine", &text)
            .expect("read")
            .solve()
            .expect("solved")
            .outcomes();
        for (id, exact) in outcomes(&now) {
            assert!((own[&id] - exact).abs() < 1e-12, "{id}");
        }
        // the bar says it too
        let best = own.values().copied().fold(0.0, f64::max);
        assert!(
            page.chart("outcomes")
                .contains(&format!("{:.1}%", 100.0 * best))
        );
        page.does("/undo", &json!({}));
    }
    let cheap = lab
        .with("war_cost", 1)
        .expect("set")
        .solve()
        .expect("solved");
    page.does("/set", &json!({ "id": "war_cost", "value": 1 }));
    let now = page.settled();
    let war = &now["result"]["outcomes"][0];
    let was = lab
        .solve()
        .expect("solved")
        .outcome("fight")
        .expect("there");
    assert_eq!(
        war["exact"].as_f64(),
        Some(cheap.outcome("fight").expect("there"))
    );
    assert_eq!(
        war["before"][0].as_f64(),
        Some(was),
        "held against the file as opened"
    );
}

#[test]
fn its_charts_are_those_that_run_writes() {
    let (_keep, folder) = desk();
    let run = demarche(
        &folder,
        &["run", "mine.toml", "-n", "500", "--out", "there"],
    );
    assert_eq!(code(&run), 0);
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    for name in ["outcomes", "course", "timing", "moves", "payoffs"] {
        let file = folder.join("there/charts").join(format!("{name}.svg"));
        let written = std::fs::read_to_string(file).expect("written");
        assert_eq!(page.chart(name), written, "{name}");
    }
}

#[test]
fn saving_changes_only_what_was_turned() {
    let (_keep, folder) = desk();
    let file = folder.join("mine.toml");
    let before = std::fs::read_to_string(&file).expect("there");
    let page = Served::new(&folder, &["mine.toml"]);
    page.does("/set", &json!({ "id": "war_cost", "value": 1.5 }));
    page.does("/set", &json!({ "id": "patience", "value": 0.8 }));
    page.does("/save", &json!({}));
    let after = std::fs::read_to_string(&file).expect("there");
    let lines = before.lines().zip(after.lines()).filter(|(a, b)| a != b);
    let lines: Vec<&str> = lines.map(|(_, line)| line).collect();
    assert_eq!(before.lines().count(), after.lines().count());
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[0].starts_with("patience  = 0.8 ")
            && lines[1].starts_with("war_cost  = { value = 1.5, range")
    );
    assert_eq!(code(&demarche(&folder, &["check", "mine.toml"])), 0);
    assert_eq!(page.now()["state"]["unsaved"], false);
    drop(page);
    let page = Served::new(&folder, &["mine.toml"]);
    let numbers = page.now()["state"]["numbers"].clone();
    let war_cost = numbers
        .as_array()
        .expect("numbers")
        .iter()
        .find(|n| n["id"] == "war_cost");
    assert_eq!(war_cost.expect("there")["value"], 1.5);
    let others: Vec<_> = std::fs::read_dir(&folder).expect("a folder").collect();
    assert_eq!(others.len(), 1, "nothing is left beside it");
}

#[test]
fn a_variant_says_what_differs_and_compares_as_the_page_does() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    let (status, refused) = page.post("/save-as", &json!({ "name": "same" }));
    assert_eq!(status, 409, "{refused}");
    page.does("/set", &json!({ "id": "war_cost", "value": 1.0 }));
    page.does("/start", &json!({ "id": "patrols", "level": 1 }));
    page.settled();
    let done = page.does("/save-as", &json!({ "name": "cheap_war" }));
    assert_eq!(done["file"], "cheap_war.toml");
    let written = text_at(&folder, "cheap_war.toml");
    assert_eq!(
        written,
        "extends = \"mine.toml\"\n\n[parameters]\nwar_cost = 1.0\n\n[state]\npatrols = { start = true }\n"
    );
    for name in ["cheap_war", "../elsewhere", "a/b", ""] {
        let (status, _) = page.post("/save-as", &json!({ "name": name }));
        assert_ne!(status, 200, "{name}");
    }
    let compare = demarche(
        &folder,
        &[
            "compare",
            "mine.toml",
            "cheap_war.toml",
            "-n",
            "100",
            "--json",
        ],
    );
    let compare: Value = serde_json::from_str(&text(&compare.stdout)).expect("JSON");
    let now = page.settled();
    for difference in compare["differences"].as_array().expect("differences") {
        let all = ["outcomes", "measures"]
            .iter()
            .flat_map(|k| now["result"][k].as_array().expect("a list"));
        let own = all
            .clone()
            .find(|o| o["id"] == difference["id"])
            .expect("shown");
        let by =
            own["exact"].as_f64().expect("a number") - own["before"][0].as_f64().expect("a number");
        assert!((by - difference["exact"].as_f64().expect("a number")).abs() < 1e-12);
    }
    // a variant's number is written to the variant, never to its parent
    let parent = text_at(&folder, "mine.toml");
    drop(page);
    let page = Served::new(&folder, &["cheap_war.toml"]);
    page.does("/set", &json!({ "id": "incident_chance", "value": 0.4 }));
    page.does("/save", &json!({}));
    let written = text_at(&folder, "cheap_war.toml");
    assert!(
        written.contains("[parameters]\nwar_cost = 1.0\nincident_chance = 0.4\n"),
        "{written}"
    );
    assert_eq!(text_at(&folder, "mine.toml"), parent);
}

#[test]
fn a_shipped_scenario_is_saved_as_a_variant_only() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["stag_hunt"]);
    let now = page.settled();
    let first = &now["state"]["numbers"][0];
    let (id, value) = (
        first["id"].as_str().expect("an id"),
        first["value"].as_f64().expect("a number"),
    );
    page.does("/set", &json!({ "id": id, "value": value * 0.5 }));
    assert_eq!(page.post("/save", &json!({})).0, 409);
    page.does("/save-as", &json!({ "name": "hunt" }));
    assert_eq!(code(&demarche(&folder, &["check", "hunt.toml"])), 0);
}

#[test]
fn fifty_steps_back_is_the_first_text() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    let first = page.text();
    for n in 0..50 {
        page.does(
            "/set",
            &json!({ "id": "war_cost", "value": 1.0 + f64::from(n) / 20.0 }),
        );
    }
    assert_ne!(page.text(), first);
    for _ in 0..50 {
        page.does("/undo", &json!({}));
    }
    assert_eq!(page.text(), first);
    assert_eq!(page.now()["state"]["undo"], false);
    // a drag is one step
    for value in [2.0, 2.5, 3.5] {
        page.does(
            "/set",
            &json!({ "id": "war_cost", "value": value, "gesture": "one" }),
        );
    }
    page.does("/undo", &json!({}));
    assert_eq!(page.text(), first);
}

#[test]
fn swapping_twice_changes_nothing() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    page.does("/set", &json!({ "id": "war_cost", "value": 1.0 }));
    let pinned = outcomes(&page.settled());
    let pin = page.does("/pin", &json!({ "name": "cheap" }))["pin"]
        .as_u64()
        .expect("a number") as usize;
    for value in [2.0, 4.0, 5.0] {
        page.does("/set", &json!({ "id": "war_cost", "value": value }));
    }
    let before = page.settled();
    let held: Vec<f64> = pinned.iter().map(|(_, p)| *p).collect();
    let ghosts = |now: &Value| -> Vec<f64> {
        let all = now["result"]["outcomes"].as_array().expect("outcomes");
        all.iter()
            .map(|o| o["before"][pin].as_f64().expect("a number"))
            .collect()
    };
    assert_eq!(ghosts(&before), held, "the pin stays");
    page.does("/swap", &json!({ "pin": pin }));
    let swapped = page.settled();
    assert_eq!(outcomes(&swapped), pinned);
    page.does("/swap", &json!({ "pin": pin }));
    let after = page.settled();
    assert_eq!(outcomes(&after), outcomes(&before));
    assert_eq!(ghosts(&after), held);
    assert_eq!(after["state"]["text"], before["state"]["text"]);
}

#[test]
fn a_text_with_errors_keeps_the_last_result() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    let sound = page.settled();
    let text = page.text();
    let broken = text.replace("stake = \"1 - ", "stake = \"1 -* ");
    assert_ne!(broken, text);
    page.does("/text", &json!({ "text": broken }));
    let now = page.now();
    assert_eq!(now["result"], sound["result"]);
    assert_eq!(
        now["state"]["numbers"].as_array().map(Vec::len),
        sound["state"]["numbers"].as_array().map(Vec::len)
    );
    std::fs::write(folder.join("broken.toml"), &broken).expect("written");
    let check = demarche(&folder, &["check", "broken.toml", "--json"]);
    let check: Value = serde_json::from_str(&common::program::text(&check.stdout)).expect("JSON");
    let (own, theirs) = (&now["state"]["faults"][0], &check["errors"][0]);
    for key in ["line", "column", "length", "message"] {
        assert_eq!(own[key], theirs[key], "{key}");
    }
    assert_eq!(
        page.post("/set", &json!({ "id": "war_cost", "value": 1.0 }))
            .0,
        409
    );
    page.does("/text", &json!({ "text": text }));
    let now = page.settled();
    assert_eq!(now["state"]["faults"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_file_changed_elsewhere_is_never_overwritten_unasked() {
    let (_keep, folder) = desk();
    let file = folder.join("mine.toml");
    let page = Served::new(&folder, &["mine.toml"]);
    let first = std::fs::read_to_string(&file).expect("there");
    let theirs = first.replace("value = 3.0", "value = 2.0");
    std::fs::write(&file, &theirs).expect("written");
    page.until("reload", |now| now["state"]["text"] == theirs.as_str());
    assert_eq!(page.now()["state"]["unsaved"], false);
    // with something unsaved
    page.does("/set", &json!({ "id": "war_cost", "value": 5.0 }));
    let mine = page.text();
    std::fs::write(&file, &first).expect("written");
    let (status, refused) = page.post("/save", &json!({}));
    assert_eq!(status, 409, "{refused}");
    page.until("warning", |now| now["state"]["elsewhere"] == true);
    assert_eq!(page.text(), mine, "nothing is lost");
    assert_eq!(std::fs::read_to_string(&file).expect("there"), first);
    assert_eq!(page.ask("GET", "/file", &[], "").2, first);
    page.does("/disk", &json!({ "take": "mine" }));
    page.does("/save", &json!({}));
    assert_eq!(std::fs::read_to_string(&file).expect("there"), mine);
    // the text that is extended changes
    std::fs::write(folder.join("variant.toml"), "extends = \"mine.toml\"\n").expect("written");
    drop(page);
    let page = Served::new(&folder, &["variant.toml"]);
    page.settled();
    std::fs::write(&file, &theirs).expect("written");
    page.until("change of the parent", |now| {
        let numbers = now["state"]["numbers"].as_array().expect("numbers");
        numbers
            .iter()
            .any(|n| n["id"] == "war_cost" && n["value"] == 2.0)
    });
}

#[test]
fn tips_are_where_another_end_becomes_the_likeliest() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    let _listening = page.listens();
    let ids = ["war_cost", "precision", "incident_chance"];
    page.does("/look", &json!({ "ids": ids }));
    let now = page.until("strips", |now| {
        now["tips"]
            .as_array()
            .is_some_and(|t| t.len() == ids.len() && t.iter().all(|tips| tips["done"] == true))
    });
    let file = folder.join("mine.toml");
    let lab = Lab::open(file.to_str().expect("a path")).expect("read");
    let here = likeliest(&lab);
    let mut seen = 0;
    for tips in now["tips"].as_array().expect("strips") {
        let id = tips["id"].as_str().expect("an id");
        let at = |value: &Value| {
            likeliest(
                &lab.with(id, value.as_f64().expect("a number"))
                    .expect("set"),
            )
        };
        let name = |o: &Value| {
            let o = o.as_u64().expect("a number") as usize;
            now["result"]["outcomes"][o]["id"]
                .as_str()
                .expect("an id")
                .to_string()
        };
        for cell in tips["cells"].as_array().expect("cells") {
            assert_eq!(at(&cell[0]), name(&cell[1]), "{id} {cell}");
        }
        for side in [&tips["down"], &tips["up"]]
            .into_iter()
            .filter(|side| !side.is_null())
        {
            assert_eq!(at(&side["near"]), here, "{id} {side}");
            assert_eq!(at(&side["at"]), name(&side["outcome"]), "{id} {side}");
            assert_ne!(at(&side["at"]), here);
            seen += 1;
        }
    }
    assert!(
        seen >= 2,
        "the starter file tips somewhere: {}",
        now["tips"]
    );
}

#[test]
fn long_work_is_stopped_at_once() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["bargainer_or_keeper"]);
    std::thread::sleep(Duration::from_millis(500));
    assert!(page.now()["result"].is_null(), "it takes longer");
    let clock = Instant::now();
    page.does("/stop", &json!({}));
    assert_eq!(page.now()["state"]["trouble"], "stopped");
    assert!(clock.elapsed() < Duration::from_secs(5));
    page.does("/go", &json!({}));
    assert!(page.now()["state"]["trouble"].is_null());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_and_leaves_nothing() {
    let (_keep, folder) = desk();
    let mut page = Served::new(&folder, &["mine.toml"]);
    page.does("/set", &json!({ "id": "war_cost", "value": 1.0 }));
    let id = page.child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args(["-TERM", &id])
        .status();
    assert!(kill.expect("there is kill").success());
    page.child.wait().expect("it ends");
    let left: Vec<_> = std::fs::read_dir(&folder).expect("a folder").collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn the_order_of_a_text_counts() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    let text = page.text();
    let (first, second) = (
        "[outcomes.settlement]\nwhen = \"island == shared\"\n",
        "[outcomes.tense_peace]\nwhen = \"tension == 2\"\n",
    );
    assert!(text.contains(first) && text.contains(second));
    let swapped = text
        .replace(first, "#")
        .replace(second, first)
        .replace('#', second);
    let swapped = text
        .lines()
        .take_while(|l| !l.starts_with("[outcomes.settlement]"))
        .map(|l| format!("{l}\n"))
        .collect::<String>()
        + second
        + "\n"
        + first
        + "\n"
        + swapped
            .split_once("[outcomes.calm]")
            .map(|(_, rest)| format!("[outcomes.calm]{rest}"))
            .expect("calm")
            .as_str();
    page.does("/text", &json!({ "text": swapped }));
    let now = page.settled();
    let own = Lab::parse("mine", &swapped)
        .expect("read")
        .solve()
        .expect("solved")
        .outcomes();
    for (id, exact) in outcomes(&now) {
        assert!((own[&id] - exact).abs() < 1e-12, "{id}");
    }
    assert_eq!(
        page.post("/save-as", &json!({ "name": "other" })).0,
        409,
        "a variant cannot say it"
    );
}

#[test]
fn a_parent_that_changes_or_is_gone_for_a_while_changes_the_result() {
    let (_keep, folder) = desk();
    let file = folder.join("mine.toml");
    std::fs::write(folder.join("variant.toml"), "extends = \"mine.toml\"\n").expect("written");
    let page = Served::new(&folder, &["variant.toml"]);
    let before = outcomes(&page.settled());
    let text = std::fs::read_to_string(&file).expect("there");
    std::fs::write(&file, text.replace("value = 3.0", "value = 1.0")).expect("written");
    let now = page.until("new result", |now| {
        now["result"]["n"] == now["state"]["n"] && outcomes(now) != before
    });
    let cheap = Lab::parse("mine", &text)
        .expect("read")
        .with("war_cost", 1)
        .expect("set");
    assert_eq!(
        outcomes(&now)[0].1,
        cheap
            .solve()
            .expect("solved")
            .outcome("fight")
            .expect("there")
    );
    let number = |now: &Value, key: &str| {
        let all = now["state"]["numbers"].as_array().expect("numbers");
        all.iter().find(|n| n["id"] == "war_cost").expect("there")[key].as_f64()
    };
    assert_eq!(
        (number(&now, "value"), number(&now, "saved")),
        (Some(1.0), Some(1.0))
    );
    std::fs::remove_file(&file).expect("gone");
    page.until("fault", |now| now["state"]["faults"] != json!([]));
    std::fs::write(&file, &text).expect("back");
    page.until("mending", |now| now["state"]["faults"] == json!([]));
    assert_eq!(outcomes(&page.settled()), before);
}

#[test]
fn a_file_that_is_gone_is_written_anew() {
    let (_keep, folder) = desk();
    let file = folder.join("mine.toml");
    let page = Served::new(&folder, &["mine.toml"]);
    page.settled();
    std::fs::rename(&file, folder.join("elsewhere.toml")).expect("moved");
    page.does("/set", &json!({ "id": "war_cost", "value": 2.0 }));
    page.settled();
    page.does("/save", &json!({}));
    assert_eq!(std::fs::read_to_string(&file).expect("there"), page.text());
}

#[test]
fn lines_end_and_begin_as_they_did() {
    let (_keep, folder) = desk();
    let file = folder.join("mine.toml");
    let plain = std::fs::read_to_string(&file).expect("there");
    let whole = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    std::fs::write(&file, whole(&plain)).expect("written");
    let page = Served::new(&folder, &["mine.toml"]);
    assert_eq!(page.text(), plain);
    page.does("/set", &json!({ "id": "war_cost", "value": 2.0 }));
    page.does("/save", &json!({}));
    let saved = std::fs::read_to_string(&file).expect("there");
    assert_eq!(saved, whole(&plain.replace("value = 3.0", "value = 2.0")));
}

#[test]
fn what_the_file_may_not_say_is_refused() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["mine.toml"]);
    let text = page.text();
    for (id, value) in [("precision", -1.0), ("patience", 2.0), ("nothing", 1.0)] {
        let (status, refused) = page.post("/set", &json!({ "id": id, "value": value }));
        assert!([400, 409].contains(&status), "{id}: {refused}");
        assert!(refused["message"].as_str().is_some_and(|m| m.len() > 10));
    }
    assert_eq!(page.text(), text);
    assert_eq!(
        page.post("/set", &json!({ "id": "war_cost", "value": null }))
            .0,
        400
    );
    assert_eq!(page.ask("POST", "/set", &[], "{").0, 400);
}

#[test]
fn the_file_as_opened_stays_it_when_it_is_swapped() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["classics/centipede"]);
    page.settled();
    page.does("/set", &json!({ "id": "precision", "value": 10.0 }));
    page.settled();
    page.does("/swap", &json!({ "pin": 0 }));
    let now = page.settled();
    let all = now["state"]["numbers"].as_array().expect("numbers");
    let precision = all.iter().find(|n| n["id"] == "precision").expect("there");
    assert_eq!(
        precision["value"], precision["saved"],
        "what is saved is what came with demarche"
    );
    assert_ne!(now["state"]["pins"][0][0], "the file as opened");
    page.does("/swap", &json!({ "pin": 0 }));
    assert_eq!(page.settled()["state"]["pins"][0][0], "the file as opened");
    // of another file
    let page = Served::new(&folder, &["mine.toml", "--against", "stag_hunt"]);
    page.settled();
    assert_eq!(page.post("/swap", &json!({ "pin": 1 })).0, 409);
    page.does("/unpin", &json!({ "pin": 1 }));
    page.does("/pin", &json!({ "name": "mine" }));
    let now = page.settled();
    let own = outcomes(&now)[0].1;
    assert_eq!(
        now["result"]["outcomes"][0]["before"][1].as_f64(),
        Some(own)
    );
}

#[test]
fn what_cannot_be_solved_leaves_the_page_alive() {
    let (_keep, folder) = desk();
    let page = Served::new(&folder, &["north_korea_2006", "--memory", "1"]);
    let now = page.until("trouble", |now| !now["state"]["trouble"].is_null());
    assert!(now["result"].is_null());
    page.does("/undo", &json!({}));
    // broken when it is opened, then mended
    std::fs::write(folder.join("broken.toml"), "title = ").expect("written");
    let page = Served::new(&folder, &["broken.toml"]);
    let sound = text_at(&folder, "mine.toml");
    page.does("/text", &json!({ "text": sound }));
    let now = page.settled();
    assert_eq!(now["state"]["pins"].as_array().map(Vec::len), Some(1));
    page.does("/save", &json!({}));
    assert_eq!(text_at(&folder, "broken.toml"), sound);
}

#[test]
fn every_shipped_scenario_has_its_numbers_turned() {
    let (_keep, folder) = desk();
    for name in demarche::scenario::shipped::names() {
        let page = Served::new(&folder, &[name]);
        let now = page.now();
        assert_eq!(now["state"]["faults"], json!([]), "{name}");
        let text = page.text();
        let numbers = now["state"]["numbers"].as_array().expect("numbers");
        for number in numbers.iter().filter(|n| !n["scale"].is_null()) {
            let (scale, id) = (&number["scale"], &number["id"]);
            // one end of the range, and back by one step
            page.does("/set", &json!({ "id": id, "value": scale["high"] }));
            let now = page.now();
            let turned = now["state"]["numbers"].as_array().expect("numbers");
            let own = turned.iter().find(|n| n["id"] == *id).expect("there");
            assert_eq!(own["value"], scale["high"], "{name} {id}");
            let others = turned
                .iter()
                .zip(numbers)
                .filter(|(a, b)| a["value"] != b["value"]);
            assert!(others.count() <= 1, "{name} {id}: another number moved");
            page.does("/undo", &json!({}));
        }
        assert_eq!(page.text(), text, "{name}");
        // those that take long are run by other tests
        if name.starts_with("classics/") {
            page.settled();
        }
    }
}

#[test]
fn what_cannot_be_opened_says_why() {
    let (_keep, folder) = desk();
    for args in [
        &["nothing.toml"][..],
        &["mine.toml", "--set", "war_cost=1"],
        &["mine.toml", "--json"],
        &["mine.toml", "--against", "nothing"],
    ] {
        let refused = demarche(&folder, &[&["open", "--no-browser"], args].concat());
        assert_eq!(code(&refused), 1, "{args:?}");
        assert!(text(&refused.stderr).contains("error"), "{args:?}");
    }
    // a file with errors is opened, and shows them
    std::fs::write(
        folder.join("broken.toml"),
        "title = \"Broken\"\n[define]\nx = \"1 +\"\n",
    )
    .expect("written");
    let page = Served::new(&folder, &["broken.toml"]);
    let now = page.now();
    assert!(
        !now["state"]["faults"]
            .as_array()
            .expect("a list")
            .is_empty()
    );
    assert!(now["result"].is_null());
}

/// A program of this name on the path.
fn found(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let all: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut places = names
        .iter()
        .flat_map(|name| all.iter().map(move |folder| folder.join(name)));
    places.find(|place| place.is_file())
}

/// What a person does with the page, in a browser: `tests/page/checks.mjs`. Needs Node.js, Chromium, and the
/// packages that `DEMARCHE_BROWSER_TESTS` names the folder of.
#[test]
fn a_person_uses_it() {
    let packages = std::env::var_os("DEMARCHE_BROWSER_TESTS");
    let node = found(&["node"]);
    let browser = found(&["chromium", "chromium-browser", "google-chrome"]);
    let (Some(packages), Some(node), Some(browser)) = (packages, node, browser) else {
        eprintln!(
            "skipped: needs Node.js, Chromium, and DEMARCHE_BROWSER_TESTS naming a folder with playwright-core and axe-core"
        );
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/page/checks.mjs");
    let done = std::process::Command::new(node)
        .arg(script)
        .arg(env!("CARGO_BIN_EXE_demarche"))
        .args([packages, browser.into()])
        .output()
        .expect("node starts");
    let said = text(&done.stdout);
    assert!(done.status.success(), "{said}{}", text(&done.stderr));
    assert!(said.lines().count() > 12, "all checks were made: {said}");
}
