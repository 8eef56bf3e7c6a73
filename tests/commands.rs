//! The program as a script meets it: exit codes, standard output and error, files.

mod common;

use common::program::{code, command, demarche, text};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder with the starter file, `broken.toml` and `variant.toml`.
fn desk() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_path_buf();
    assert_eq!(code(&demarche(&path, &["new", "mine.toml"])), 0);
    let broken = "title = \"Broken\"\n[define]\nx = \"1 +\"\n[actors]\na = 3\n";
    std::fs::write(path.join("broken.toml"), broken).expect("written");
    let variant = "extends = \"mine.toml\"\n[parameters]\nwar_cost = 1.0\n";
    std::fs::write(path.join("variant.toml"), variant).expect("written");
    (folder, path)
}

#[test]
fn the_starter_file_is_sound_and_not_overwritten() {
    let (_keep, folder) = desk();
    let check = demarche(&folder, &["check", "mine.toml"]);
    assert_eq!(code(&check), 0);
    assert!(text(&check.stdout).contains("No errors, 0 warnings."));
    std::fs::write(folder.join("mine.toml"), "my own work").expect("written");
    assert_eq!(code(&demarche(&folder, &["new", "mine.toml"])), 1);
    let kept = std::fs::read_to_string(folder.join("mine.toml")).expect("there");
    assert_eq!(kept, "my own work");
}

#[test]
fn exit_codes_and_channels() {
    let (_keep, folder) = desk();
    let few = ["-n", "500"];
    let run = demarche(&folder, &[&["run", "mine.toml"], &few[..]].concat());
    assert_eq!(code(&run), 0);
    assert!(run.stderr.is_empty(), "{}", text(&run.stderr));
    assert!(!text(&run.stdout).contains('\x1b'), "no colour in a pipe");
    assert!(text(&run.stdout).lines().all(|l| l.chars().count() <= 80));

    let broken = demarche(&folder, &["run", "broken.toml"]);
    assert_eq!(code(&broken), 1);
    assert!(broken.stdout.is_empty());
    let message = text(&broken.stderr);
    assert!(message.contains("broken.toml:3:") && message.contains("broken.toml:5:"));
    assert!(message.contains("errors, nothing was run"));
    assert!(!folder.join("results/broken").exists());

    for wrong in [
        &["run", "--speed"][..],
        &["run", "-n", "0"],
        &["run", "-n", "many"],
        &["compare"],
    ] {
        assert_eq!(code(&demarche(&folder, wrong)), 2, "{wrong:?}");
    }
    for missing in [
        &["run", "nothing.toml"][..],
        &["compare", "mine.toml"],
        &["compare", "mine.toml", "."],
        &["check", "nothing"],
        &["ruin"],
        &["solve", "game.efg"],
        &["solve", "mine.toml", "--where", "tension ="],
        &["solve", "mine.toml", "--turn", "nobody"],
        &["explain", "mine.toml", "--round", "99"],
        &["run", "mine.toml", "--set", "war_costs=1"],
    ] {
        let output = demarche(&folder, missing);
        assert_eq!(code(&output), 1, "{missing:?}");
        assert!(text(&output.stderr).contains("error"), "{missing:?}");
    }
    // no position shows what is private
    let secret = [
        "explain",
        "classics/beer_quiche",
        "--where",
        "courage == wimp",
    ];
    let secret = demarche(&folder, &secret);
    assert_eq!(code(&secret), 1);
    assert!(text(&secret.stderr).contains("`courage` is private"));
    let slip = demarche(&folder, &["chek", "mine.toml"]);
    assert_ne!(code(&slip), 0);
    let slip = demarche(&folder, &["chek"]);
    assert!(text(&slip.stderr).contains("did you mean `demarche check`?"));
    let nowhere = ["run", "mine.toml", "--out", "mine.toml/results"];
    assert_eq!(code(&demarche(&folder, &nowhere)), 3);
}

#[test]
fn json_is_one_document_whatever_happens() {
    let (_keep, folder) = desk();
    let all: [&[&str]; 8] = [
        &["run", "mine.toml", "-n", "500"],
        &["compare", "mine.toml", "variant.toml", "-n", "500"],
        &["check", "mine.toml"],
        &["solve", "mine.toml"],
        &["explain", "mine.toml"],
        &["trace", "mine.toml"],
        &["check", "broken.toml"],
        &["run", "nothing.toml"],
    ];
    for arguments in all {
        let output = demarche(&folder, &[arguments, &["--json"]].concat());
        let document: serde_json::Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{arguments:?}: {e}"));
        assert_eq!(document["command"], arguments[0], "{arguments:?}");
        assert!(document["schema"].is_u64() && document["version"].is_string());
        let errors = document["errors"].as_array().map_or(0, Vec::len);
        assert_eq!(errors > 0, code(&output) != 0, "{arguments:?}");
        if arguments[1] == "broken.toml" {
            let first = &document["errors"][0];
            assert_eq!(first["file"], "broken.toml");
            assert!(first["line"].is_u64() && first["message"].is_string());
        }
    }
    let schema = demarche(&folder, &["schema"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&schema.stdout).is_ok());
}

#[test]
fn play_without_end_has_no_longer_shadow() {
    let (_keep, folder) = desk();
    let endless = ["-n", "500", "--json", "--set", "time.shadow=unbounded"];
    let run = demarche(&folder, &[&["run", "mine.toml"], &endless[..]].concat());
    assert_eq!(code(&run), 0, "{}", text(&run.stderr));
    let json: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    assert!(json["game"]["rounds"].is_null());
    assert_eq!(json["game"]["decisions"], json["game"]["positions"]);
    assert!(json["outcomes"][0]["longer"].is_null());
    assert!(json["certificate"]["residual"].as_f64().expect("a number") < 1e-9);

    // what goes round for ever is said, with the place that asked for it
    let coarse = [
        "--set",
        "time.shadow=unbounded",
        "--set",
        "state.kept.levels=101",
    ];
    let stuck = demarche(
        &folder,
        &[&["run", "classics/rubinstein"], &coarse[..]].concat(),
    );
    assert_eq!(code(&stuck), 1);
    let message = text(&stuck.stderr);
    assert!(
        message.contains("no stationary equilibrium was found") && message.contains("--set:1:")
    );
    assert!(!folder.join("results/rubinstein").exists());
}

#[test]
fn other_equilibria_are_listed_and_played() {
    let (_keep, folder) = desk();
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/reference/kalandrakis.toml"
    );
    let search = ["--equilibria", "12"];
    let run = |more: &[&str]| {
        let all = [&["run", file, "-n", "500", "--force"], &search[..], more].concat();
        demarche(&folder, &all)
    };
    let solved = demarche(&folder, &[&["solve", file, "--json"], &search[..]].concat());
    let solved: serde_json::Value = serde_json::from_slice(&solved.stdout).expect("JSON");
    let all = solved["equilibria"].as_array().expect("a list");
    assert!(all.len() > 2, "{all:?}");
    let settled = solved["search"]["settled"].as_u64();
    let hits: u64 = all.iter().filter_map(|e| e["found"].as_u64()).sum();
    assert_eq!(settled, Some(hits));

    // what a run plays is what `solve` lists under that number
    let play: &[&str] = &["--equilibrium", "2"];
    let second = run(&[play, &["--json"]].concat());
    let second: serde_json::Value = serde_json::from_slice(&second.stdout).expect("JSON");
    assert_eq!(second["equilibrium"], 2);
    for outcome in second["outcomes"].as_array().expect("a list") {
        let listed = &all[1]["outcomes"][outcome["id"].as_str().expect("an id")];
        assert_eq!(&outcome["exact"], listed);
    }
    let shown = text(&run(play).stdout);
    assert!(shown.contains("· equilibrium 2") && shown.contains("2, above"));

    let none = run(&["--equilibrium", "99"]);
    assert_eq!(code(&none), 1);
    assert!(text(&none.stderr).contains("there is no equilibrium 99"));
    let ends = demarche(&folder, &["run", "classics/chicken", "--equilibria", "5"]);
    assert_eq!(code(&ends), 1);
    assert!(text(&ends.stderr).contains("only where play has no end"));
}

#[test]
fn results_are_whole_and_never_overwritten_unasked() {
    let (_keep, folder) = desk();
    let run = |more: &[&str]| {
        let start = ["run", "mine.toml", "-n", "500"];
        demarche(&folder, &[&start, more].concat())
    };
    assert_eq!(code(&run(&["--out", "here"])), 0);
    let mut names = vec![];
    for stem in ["outcomes", "course", "timing", "moves", "payoffs"] {
        names.extend(["svg", "png"].map(|e| format!("charts/{stem}.{e}")));
        names.push(format!("data/{stem}.csv"));
    }
    names.extend(["summary.json", "manifest.json"].map(String::from));
    for name in &names {
        let length = std::fs::metadata(folder.join("here").join(name)).map_or(0, |m| m.len());
        assert!(length > 0, "{name}");
    }
    let refused = run(&["--out", "here"]);
    assert_eq!(code(&refused), 1);
    assert!(text(&refused.stderr).contains("--force"));
    assert_eq!(code(&run(&["--out", "here", "--force", "--seed", "3"])), 0);
    // a folder with something else in it is nobody's to remove
    std::fs::create_dir(folder.join("thesis")).expect("made");
    std::fs::write(folder.join("thesis/chapter1"), "years of work").expect("written");
    assert_eq!(code(&run(&["--out", "thesis", "--force"])), 1);
    assert!(folder.join("thesis/chapter1").exists());
    // unasked, a second different run gets a folder of its own; the same run, the same folder
    for (seed, expected) in [("1", "run"), ("2", "run-2"), ("1", "run")] {
        let output = run(&["--seed", seed]);
        let line = format!("results/mine/{expected}\n");
        assert!(text(&output.stdout).contains(&line), "{seed}");
        #[cfg(unix)]
        assert_eq!(
            std::fs::read_link(folder.join("results/mine/latest")).expect("a link"),
            Path::new(expected),
            "the newest is found"
        );
    }
    let left = std::fs::read_dir(folder.join("results/mine")).expect("there");
    let left: Vec<_> = left.flatten().map(|e| e.file_name()).collect();
    assert_eq!(
        left.len(),
        3,
        "nothing half-written is left behind: {left:?}"
    );
}

#[test]
fn a_mean_is_no_percentage() {
    let (_keep, folder) = desk();
    let more = "extends = \"mine.toml\"\n[hypotheses.H9]\nclaim = \"Incidents make tension.\"\n\
                vary = \"incident_chance\"\nover = [0.0, 0.5]\nmeasure = \"mean_tension\"\n\
                expect = \"increasing\"\n";
    std::fs::write(folder.join("mean.toml"), more).expect("written");
    let json = demarche(&folder, &["test", "mean.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let claims = json["hypotheses"].as_array().expect("claims");
    let claim = claims
        .iter()
        .find(|h| h["id"] == "H9")
        .expect("it is there");
    let high = claim["values"][1]["measure"].as_f64().expect("a mean");
    assert!(
        high > 1.0,
        "a mean beyond 1 is what a percentage would betray"
    );
    let said = text(&demarche(&folder, &["test", "mean.toml"]).stdout);
    assert!(said.contains(&format!("0.5 {high:.2}")), "{said}");
    assert!(!said.contains(&format!("{:.1}%", 100.0 * high)), "{said}");
    let chart = folder.join("results/mean/test/charts/claims.svg");
    let chart = std::fs::read_to_string(chart).expect("a chart");
    // what it says, but for the version, whose digest may hold any digits, and so may the places of its letters
    let version = json["version"].as_str().expect("a version");
    let said = chart
        .lines()
        .filter(|line| !line.starts_with('<') && !line.contains(version));
    let said: String = said.map(|line| format!("{line}\n")).collect();
    assert!(
        said.contains(&format!("{high:.2}")) && !said.contains("124"),
        "{said}"
    );
}

#[test]
fn claims_that_fail_are_read_first() {
    let (_keep, folder) = desk();
    let more = "extends = \"mine.toml\"\n[hypotheses.H2]\nclaim = \"War is the rule.\"\n\
                vary = \"war_cost\"\nover = [3.0]\nmeasure = \"fight\"\nexpect = { above = 0.5 }\n";
    std::fs::write(folder.join("more.toml"), more).expect("written");
    let said = text(&demarche(&folder, &["test", "more.toml"]).stdout);
    let place = |words: &str| {
        said.find(words)
            .unwrap_or_else(|| panic!("{words} in {said}"))
    };
    assert!(place("H2  fails") < place("H1  holds"), "{said}");
    let json = demarche(&folder, &["test", "more.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(
        json["hypotheses"][0]["id"], "H1",
        "the document keeps the file's order"
    );
    let chart = folder.join("results/more/test/charts/claims.svg");
    let chart = std::fs::read_to_string(chart).expect("a chart");
    let place = |class: &str| {
        chart
            .find(&format!("class=\"{class}\""))
            .expect("a verdict")
    };
    assert!(place("broken") < place("kept"));
}

#[test]
fn who_can_move_what_is_told_of_steady_levers_only() {
    let (_keep, folder) = desk();
    let json = demarche(&folder, &["leverage", "mine.toml", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let levers = json["options"].as_array().expect("levers");
    let table = folder.join("results/mine/leverage/data/movers.csv");
    let table = std::fs::read_to_string(table).expect("a table");
    assert!(table.lines().count() > 2, "{table}");
    for row in table.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [actor, outcome, turn, option, change] = cells[..] else {
            panic!("{row}");
        };
        let change: f64 = change.parse().expect("a number");
        let own = |l: &&serde_json::Value| l["actor"] == actor;
        let holds = |l: &serde_json::Value, key: &str| {
            let all = l[key].as_array().expect("a list");
            all.iter().any(|id| id == outcome)
        };
        let steady =
            |l: &&serde_json::Value| holds(l, "steady") && !holds(&l["removed"], "unsettled");
        let size = |l: &serde_json::Value| {
            l["removed"]["outcomes"][outcome]
                .as_f64()
                .expect("a change")
        };
        let most = levers
            .iter()
            .filter(own)
            .filter(steady)
            .map(|l| size(l).abs());
        let most = most.fold(0.0, f64::max);
        assert!((change.abs() - most).abs() < 1e-9, "{row}: {most}");
        let lever = levers
            .iter()
            .filter(own)
            .find(|l| l["turn"] == turn && l["option"] == option);
        let own = size(lever.expect("the lever"));
        assert!((own - change).abs() < 1e-9, "{row}: {own}");
        assert!(change.abs() >= 0.005, "{row}");
    }
}

#[test]
fn every_command_with_tables_prints_them_as_markdown_and_latex() {
    let (_keep, folder) = desk();
    for (arguments, stem) in [
        (&["run", "mine.toml", "-n", "500", "--rows"][..], "outcomes"),
        (
            &["compare", "mine.toml", "variant.toml", "-n", "500"],
            "differences",
        ),
        (
            &["sweep", "mine.toml", "--vary", "war_cost=1..6:3"],
            "points",
        ),
        (&["sweep", "mine.toml"], "strips"),
        (&["leverage", "mine.toml"], "movers"),
        (
            &[
                "robust",
                "mine.toml",
                "--turn",
                "holder_moves",
                "--worlds",
                "8",
            ],
            "robust",
        ),
        (&["test", "mine.toml"], "claims"),
        (&["score", "no_veto", "--set", "time.shadow=1"], "score"),
    ] {
        let said = |more: &[&str]| {
            let output = demarche(&folder, &[arguments, more].concat());
            assert_eq!(code(&output), 0, "{}", text(&output.stderr));
            text(&output.stdout)
        };
        let markdown = said(&["--format", "md"]);
        assert!(
            markdown.contains(&format!("**{stem}**\n\n| ")),
            "{markdown}"
        );
        let plain = |line: &&str| {
            let other = ["|", "**"].iter().all(|start| !line.starts_with(start));
            other && !line.is_empty() && !line.contains(" more rows are in ")
        };
        let beside: Vec<&str> = markdown.lines().filter(plain).collect();
        assert!(beside.is_empty(), "nothing but tables: {beside:?}");
        assert!(!markdown.contains("**histories**"));
        let latex = said(&["--format", "latex"]);
        assert!(
            latex.contains(&format!("\\textbf{{{stem}}}\n\n\\begin{{tabular}}")),
            "{latex}"
        );
        let begins = latex.matches("\\begin{tabular}").count();
        assert_eq!(begins, latex.matches("\\end{tabular}").count());
        assert_eq!(begins, markdown.matches("**\n").count());
    }
}

#[test]
fn forms_of_an_answer_are_one_at_a_time() {
    let (_keep, folder) = desk();
    let run = |more: &[&str]| demarche(&folder, &[&["test", "mine.toml"], more].concat());
    let json = run(&["--json"]).stdout;
    assert_eq!(json, run(&["--format", "json"]).stdout);
    let plain = text(&run(&["--format", "text"]).stdout);
    assert!(plain.contains("H1  holds"), "{plain}");
    for form in ["md", "text"] {
        let both = run(&["--json", "--format", form]);
        assert_eq!(code(&both), 2, "{form}");
        assert!(text(&both.stderr).contains("cannot be used with"));
    }
    // commands without tables do not have it
    for command in ["check", "trace"] {
        let output = demarche(&folder, &[command, "mine.toml", "--format", "md"]);
        assert_eq!(code(&output), 2, "{command}");
    }
}

#[test]
fn slides_are_written_where_they_are_asked_for() {
    let (_keep, folder) = desk();
    let run = ["run", "mine.toml", "-n", "500", "--out", "r", "--force"];
    assert_eq!(code(&demarche(&folder, &run)), 0);
    assert!(!folder.join("r/slides").exists());
    let run = [&run[..], &["--slides"]].concat();
    assert_eq!(code(&demarche(&folder, &run)), 0);
    let names = |part: &str| {
        let all = std::fs::read_dir(folder.join("r").join(part)).expect("a folder");
        let mut all: Vec<_> = all.map(|e| e.expect("an entry").file_name()).collect();
        all.sort();
        all
    };
    assert_eq!(names("slides"), names("charts"));
    let manifest = std::fs::read_to_string(folder.join("r/manifest.json")).expect("a manifest");
    assert!(manifest.contains("slides/outcomes.png"));
    // one that is not asked for goes when the folder is replaced
    assert_eq!(code(&demarche(&folder, &run[..7])), 0);
    assert!(!folder.join("r/slides").exists());
}

#[test]
fn charts_show_the_exact_number() {
    // ten histories are far from exact
    let (_keep, folder) = desk();
    let json = demarche(&folder, &["run", "mine.toml", "-n", "10", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let chart = folder.join("results/mine/run/charts/outcomes.svg");
    let chart = std::fs::read_to_string(chart).expect("a chart");
    for outcome in json["outcomes"].as_array().expect("outcomes") {
        let number = |key: &str| outcome[key].as_f64().expect("a share");
        let (exact, simulated) = (number("exact"), number("simulated"));
        if exact > 0.01 {
            assert!((exact - simulated).abs() > 1e-3, "ten cannot hit {exact}");
            assert!(
                chart.contains(&format!("{:.1}%", 100.0 * exact)),
                "{outcome}"
            );
        }
    }
}

#[test]
fn what_changes_nothing_is_said() {
    let (_keep, folder) = desk();
    let same = [
        "compare",
        "mine.toml",
        "mine.toml",
        "-n",
        "100",
        "--set",
        "war_cost=1",
    ];
    assert!(text(&demarche(&folder, &same).stdout).contains("Both say the same"));
    let more = "extends = \"mine.toml\"\n[parameters]\nidle = { value = 1, range = [0, 2] }\n\
                [actors.holder.types]\nfirm = { prior = 0.5, parameters = { idle = 1 } }\n\
                soft = { prior = 0.5, parameters = { idle = 2 } }\n\
                [actors.holder.payoff]\nmore = \"0.1 * idle * (island == shared)\"\n";
    std::fs::write(folder.join("idle.toml"), more).expect("written");
    let sweep = demarche(&folder, &["sweep", "idle.toml", "--vary", "idle=0,1,2"]);
    assert!(text(&sweep.stdout).contains("nothing that matters here reads idle"));
    let sweep = demarche(&folder, &["sweep", "mine.toml", "--vary", "war_cost=1,2"]);
    assert!(!text(&sweep.stdout).contains("nothing that matters here reads"));
}

#[test]
fn a_run_out_of_a_thousand_is_no_bug() {
    // four of the first 6,000 seeds fail the test of agreement at 400 histories; this is the first
    let (_keep, folder) = desk();
    let years = ["--set", "time.shadow=5"];
    let line = [
        &["run", "mine.toml", "-n", "400", "--seed", "191"][..],
        &years,
    ]
    .concat();
    let run = demarche(&folder, &line);
    assert_eq!(code(&run), 0, "{}", text(&run.stderr));
    assert!(text(&run.stdout).contains("differ by luck"));
    let json = demarche(&folder, &[&line[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    let p = |name: &str| json[name].as_f64().expect("a p value");
    assert!(p("agreement") < 0.001 && p("agreement_again") >= 0.001);
}

#[test]
fn a_run_can_be_repeated_from_its_manifest() {
    let (_keep, folder) = desk();
    let first = ["run", "variant.toml", "-n", "700", "--seed", "5"];
    let sets = ["--set", "luck=0.3", "--set", "incident_chance=0.4"];
    let output = demarche(&folder, &[&first[..], &sets[2..], &["--out", "a"]].concat());
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let manifest = std::fs::read_to_string(folder.join("a/manifest.json")).expect("there");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");

    let other = tempfile::tempdir().expect("a folder");
    let scenario = &manifest["scenarios"][0];
    let mut arguments = vec!["run".to_string()];
    for (i, pair) in scenario["texts"]
        .as_array()
        .expect("texts")
        .iter()
        .enumerate()
    {
        let (name, text) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        if name == "--set" {
            arguments.extend(["--set".into(), text.into()]);
            continue;
        }
        std::fs::write(other.path().join(name), text).expect("written");
        if i == 0 {
            arguments.push(name.into());
        }
    }
    for (flag, key) in [("--seed", "seed"), ("-n", "histories")] {
        arguments.extend([flag.into(), manifest[key].to_string()]);
    }
    arguments.extend(["--out".into(), "b".into(), "--threads".into(), "1".into()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(code(&demarche(other.path(), &arguments)), 0);
    for name in [
        "summary.json",
        "data/outcomes.csv",
        "data/moves.csv",
        "charts/course.png",
    ] {
        let read = |path: PathBuf| std::fs::read(path).expect("there");
        let same = read(folder.join("a").join(name)) == read(other.path().join("b").join(name));
        assert!(same, "{name}");
    }
}

#[test]
fn all_strategies_are_a_table_of_probabilities() {
    let (_keep, folder) = desk();
    let output = demarche(
        &folder,
        &["solve", "mine.toml", "--all", "--out", "all", "--json"],
    );
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let table = std::fs::read_to_string(folder.join("all/data/strategies.csv")).expect("there");
    let mut lines = table.lines();
    let header = lines.next().expect("a header");
    assert!(header.starts_with("round,turn,") && header.ends_with(",mover,option,probability"));
    let mut sums = std::collections::BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let probability: f64 = cells[cells.len() - 1].parse().expect("a number");
        *sums
            .entry(cells[..cells.len() - 2].join(","))
            .or_insert(0.0) += probability;
    }
    assert!(sums.len() > 20);
    assert!(sums.values().all(|s: &f64| (s - 1.0).abs() < 1e-12));
}

#[test]
fn an_option_is_explained_by_now_and_later() {
    let (_keep, folder) = desk();
    let output = demarche(&folder, &["explain", "mine.toml", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let position = &document["positions"][0];
    let options = position["options"].as_array().expect("options");
    assert!(options.len() >= 2);
    let number = |v: &serde_json::Value| v.as_f64().expect("a number");
    let sum = |v: &serde_json::Value| -> f64 {
        v.as_object()
            .expect("numbers by name")
            .values()
            .map(number)
            .sum()
    };
    let mut expected = 0.0;
    for option in options {
        assert!((sum(&option["terms"]) - number(&option["value"])).abs() < 1e-12);
        assert!((sum(&option["ends"]) - 1.0).abs() < 1e-12);
        expected += number(&option["probability"]) * number(&option["value"]);
        let paid = number(&option["value"]) - number(&option["later"]);
        let wanted = match option["option"].as_str() {
            Some("patrol") => -0.1,
            Some("make_offer") => -0.05,
            Some("attack") => -3.0,
            _ => 0.0,
        };
        assert!((paid - wanted).abs() < 1e-12, "{option}");
    }
    assert!((expected - number(&position["values"]["claimant"])).abs() < 1e-12);
}

/// Two members vote one after the other on one draft, which needs both.
const VOTE: &str = r#"
[parameters]
precision = 2
patience = 1
[state]
law = false
[actors.a.payoff]
order = "2 * law"
[actors.b.payoff]
freedom = "-1 * law"
[turns.council]
members = ["a", "b"]
needs = 2
[turns.council.drafts]
law = { set = { law = true } }
[turns.council.cost]
a.yes = 0.5
b.no = 0.25
[outcomes.law]
when = "law"
[outcomes.none]
otherwise = true
"#;

#[test]
fn votes_are_explained_too() {
    let keep = tempfile::tempdir().expect("a folder");
    std::fs::write(keep.path().join("vote.toml"), VOTE).expect("it is written");
    let output = demarche(keep.path(), &["explain", "vote.toml", "--json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let position = &document["positions"][0];
    let options = position["options"].as_array().expect("options");
    let of = |mover: &str, option: &str| {
        let own = options
            .iter()
            .find(|o| o["mover"] == mover && o["option"] == option);
        own.unwrap_or_else(|| panic!("{mover} has {option}: {options:?}"))
    };
    let number = |v: &serde_json::Value| v.as_f64().expect("a number");
    // b, who votes when a has said yes: yes is worth −1, no −0.25
    let yes = 1.0 / (1.0 + f64::exp(2.0 * (1.0 - 0.25)));
    let after_yes = of("a", "law.yes");
    assert!((number(&after_yes["passes"]) - yes).abs() < 1e-12);
    assert!((number(&after_yes["value"]) - (2.0 * yes - 0.5)).abs() < 1e-12);
    assert!((number(&after_yes["later"]) - 2.0 * yes).abs() < 1e-12);
    assert_eq!(number(&of("a", "law.no")["passes"]), 0.0);
    assert_eq!(number(&of("a", "law.no")["value"]), 0.0);
    // the first who is called chooses among what his options are worth
    let say = |option: &str| of("a", option);
    let mean =
        ["law.yes", "law.no"].map(|o| number(&say(o)["probability"]) * number(&say(o)["value"]));
    let sum: f64 = mean.iter().sum();
    assert!((sum - number(&position["values"]["a"])).abs() < 1e-12);
    let logit = 1.0 / (1.0 + f64::exp(-2.0 * (2.0 * yes - 0.5)));
    assert!((number(&say("law.yes")["probability"]) - logit).abs() < 1e-12);
}

#[test]
fn positions_are_explained_by_how_often_play_is_there() {
    let (_keep, folder) = desk();
    let ask = |arguments: &[&str]| -> serde_json::Value {
        let arguments = [&["explain", "mine.toml", "--json"], arguments].concat();
        let output = demarche(&folder, &arguments);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let document = ask(&["--turn", "holder_moves", "--most", "50"]);
    let positions = document["positions"].as_array().expect("positions");
    let reached = positions
        .iter()
        .map(|p| p["reached"].as_f64().expect("a share"));
    let reached: Vec<f64> = reached.collect();
    assert!(
        reached.len() > 1 && reached.is_sorted_by(|a, b| a >= b),
        "{reached:?}"
    );
    // the likeliest round is likelier than any other
    let state = &positions[0]["state"];
    let condition: Vec<String> = state
        .as_object()
        .expect("levels")
        .iter()
        .map(|(v, l)| match l.as_str() {
            Some("yes") => v.clone(),
            Some("no") => format!("not {v}"),
            other => format!("{v} == {}", other.expect("a level")),
        })
        .collect();
    let condition = condition.join(" and ");
    let best = positions[0]["round"].as_u64().expect("a round");
    for round in (1..=5).filter(|t| *t != best) {
        let text = round.to_string();
        let document = ask(&[
            "--turn",
            "holder_moves",
            "--where",
            &condition,
            "--round",
            &text,
        ]);
        if let Some(share) = document["positions"][0]["reached"].as_f64() {
            assert!(share <= reached[0], "{round}: {share}");
        }
    }
    for option in positions
        .iter()
        .flat_map(|p| p["options"].as_array().expect("options"))
    {
        for next in option["next"].as_array().expect("moves") {
            let moves = next["moves"].as_object().expect("shares");
            let sum: f64 = moves.values().map(|p| p.as_f64().expect("a share")).sum();
            assert!(sum < 1.0 + 1e-9, "{next}");
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let (_keep, folder) = desk();
    let mut child = command(&folder, &["schema"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0);
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn a_game_that_does_not_fit_is_refused_with_advice() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = demarche(folder.path(), &["check", "--memory", "1"]);
    assert_eq!(code(&output), 1);
    let message = text(&output.stderr);
    assert!(
        message.contains("does not fit") && message.contains("--memory"),
        "{message}"
    );
}

#[test]
fn a_grid_that_does_not_fit_is_refused_with_one_that_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let check = |points: &str, memory: &str| {
        let set = format!("beliefs.points={points}");
        let arguments = [
            "check",
            "classics/crisis_two_sided",
            "--set",
            &set,
            "--memory",
            memory,
        ];
        demarche(folder.path(), &arguments)
    };
    let output = check("1001", "50");
    assert_eq!(code(&output), 1);
    let message = text(&output.stderr);
    let found = message.split("`points = ").nth(1).expect("advice");
    let fits = found.split('`').next().expect("a number").to_string();
    assert!(fits.parse::<usize>().expect("a number") > 50, "{message}");
    let output = check(&fits, "50");
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("along each share"));
}

#[test]
fn studies_write_documents_charts_and_tables() {
    let (_keep, folder) = desk();
    let text_of = |path: &str| std::fs::read_to_string(folder.join(path)).expect(path);
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = demarche(&folder, &[arguments, &["--json"]].concat());
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let vary = [
        "sweep",
        "mine.toml",
        "--vary",
        "war_cost=1..6:3",
        "--threshold",
        "fight=0.5",
    ];
    let sweep = json(&vary);
    assert_eq!(
        sweep["vary"][0]["values"],
        serde_json::json!([1.0, 3.5, 6.0])
    );
    let points = sweep["points"].as_array().expect("points");
    assert_eq!(points.len(), 3);
    for point in points {
        let outcomes = point["outcomes"].as_object().expect("outcomes").values();
        let sum: f64 = outcomes.map(|p| p.as_f64().expect("a share")).sum();
        assert!((sum - 1.0).abs() < 1e-9);
    }
    assert!(sweep["tipping_points"].is_array());
    assert!(text_of("results/mine/sweep/data/points.csv").starts_with("war_cost,fight,"));
    assert!(text_of("results/mine/sweep/charts/sweep.svg").starts_with("<svg"));
    let map = [
        "sweep",
        "mine.toml",
        "--vary",
        "war_cost",
        "--vary",
        "state.tension.start=0,1,2",
    ];
    assert_eq!(json(&map)["points"].as_array().expect("points").len(), 63);
    let test = json(&["test", "mine.toml"]);
    assert_eq!(test["hypotheses"][0]["id"], "H1");
    assert_eq!(
        test["hypotheses"][0]["values"]
            .as_array()
            .expect("values")
            .len(),
        3
    );
    assert!(text_of("results/mine/test/data/claims.csv").lines().count() == 4);
    // a claim that fails is a finding, and an exit code only if asked for
    let wrong = "extends = \"mine.toml\"\n[hypotheses.H1]\nexpect = \"increasing\"\n\
                 [milestones.M1]\nevent = \"war\"\nby = \"end\"\nhappened = false\n";
    std::fs::write(folder.join("wrong.toml"), wrong).expect("written");
    assert_eq!(code(&demarche(&folder, &["test", "wrong.toml"])), 0);
    assert_eq!(
        code(&demarche(&folder, &["test", "wrong.toml", "--strict"])),
        4
    );
    let score = json(&["score", "wrong.toml"]);
    let forecast = score["milestones"][0]["forecast"]
        .as_f64()
        .expect("a share");
    let brier = score["brier"].as_f64().expect("a score");
    assert!((brier - forecast * forecast).abs() < 1e-12);
    assert_eq!(score["reference"], 0.25);
    let leverage = json(&["leverage", "mine.toml", "--shapley", "5"]);
    let options = leverage["options"].as_array().expect("levers");
    let names: Vec<&str> = options
        .iter()
        .filter_map(|o| o["option"].as_str())
        .collect();
    assert_eq!(
        names,
        [
            "hold",
            "patrol",
            "withdraw",
            "make_offer",
            "attack",
            "stand_firm",
            "accept"
        ]
    );
    // what all options add is what there is with all of them, less what there is with none
    // resting options are there in every set, and have no share
    let (resting, shared): (Vec<_>, Vec<_>) = options.iter().partition(|o| o["shapley"].is_null());
    let resting: Vec<&str> = resting
        .iter()
        .filter_map(|o| o["option"].as_str())
        .collect();
    assert_eq!(resting, ["hold", "stand_firm"]);
    let sum = |id: &str| -> f64 {
        let own = shared
            .iter()
            .map(|o| o["shapley"][id].as_f64().expect("a share"));
        own.sum()
    };
    let war = leverage["base"]["outcomes"]["fight"]
        .as_f64()
        .expect("a share");
    assert!(
        (sum("fight") - war).abs() < 1e-9,
        "without options there is no war"
    );
    assert!(text_of("results/mine/leverage/data/levers.csv").contains("swung"));
    assert!(
        folder
            .join("results/mine/leverage/charts/parameters.png")
            .exists()
    );
    // what cannot be asked
    for (arguments, says) in [
        (&["score", "mine.toml"][..], "no record"),
        (
            &["sweep", "mine.toml", "--vary", "nothing"],
            "no parameter `nothing`",
        ),
        (
            &["sweep", "mine.toml", "--vary", "patience"],
            "has no range",
        ),
        (
            &["sweep", "mine.toml", "--vary", "war_cost=3..1:4"],
            "LOW below HIGH",
        ),
        (
            &["sweep", "mine.toml", "--vary", "war_cost=1..2:x"],
            "LOW..HIGH:COUNT",
        ),
        (
            &["sweep", "mine.toml", "--vary", "war_cots=1,2"],
            "did you mean `war_cost`?",
        ),
        (
            &["sweep", "mine.toml", "--vary", "patience=0.5,2"],
            "patience",
        ),
        (
            &[
                "sweep",
                "mine.toml",
                "--vary",
                "war_cost",
                "--measure",
                "shard",
            ],
            "`shared`",
        ),
    ] {
        let output = demarche(&folder, arguments);
        assert_eq!(code(&output), 1, "{arguments:?}");
        let message = text(&output.stderr);
        assert!(message.contains(says), "{arguments:?}: {message}");
    }
}

#[test]
fn the_report_is_one_page_that_needs_nothing_else() {
    let (_keep, folder) = desk();
    let marked = "# <b>not bold</b> & co\n";
    let mine = std::fs::read_to_string(folder.join("mine.toml")).expect("there");
    std::fs::write(folder.join("mine.toml"), format!("{marked}{mine}")).expect("written");
    let page = |arguments: &[&str]| {
        let output = demarche(
            &folder,
            &[arguments, &["--report", "--out", "r", "--force"]].concat(),
        );
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains("r/report.html"));
        std::fs::read_to_string(folder.join("r/report.html")).expect("the report")
    };
    for (arguments, charts) in [
        (&["run", "mine.toml", "-n", "500"][..], 8),
        (&["compare", "mine.toml", "variant.toml", "-n", "500"], 6),
        (&["sweep", "mine.toml", "--vary", "war_cost=1..6:3"], 1),
        (&["test", "mine.toml"], 1),
        (&["leverage", "mine.toml"], 3),
    ] {
        let html = page(arguments);
        // each for a wide and a narrow sheet, light and dark; a run's briefing has one of its own
        let opening = usize::from(arguments[0] == "run");
        let drawn = html.matches("<svg").count();
        assert_eq!(drawn, 4 * (charts + opening), "{arguments:?}");
        assert_eq!(html.matches("class=\"briefing\"").count(), opening);
        for outside in ["src=", "href=", "url(", "@import"] {
            assert!(!html.contains(outside), "{arguments:?}: {outside}");
        }
        assert!(
            html.contains("&lt;b&gt;not bold&lt;/b&gt; &amp; co"),
            "{arguments:?}"
        );
        assert!(html.contains("<table>") && html.contains("In words"));
        rendered(&folder.join("r/report.html"));
    }
}

/// Opens a page in headless Chromium, where there is one, and looks for what it is to show.
fn rendered(page: &Path) {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = names.iter().find(|name| {
        let mut command = Command::new(name);
        command
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|s| s.success())
    });
    let Some(browser) = found else {
        eprintln!("skipped: no Chromium here to open {} in", page.display());
        return;
    };
    let url = format!("file://{}", page.display());
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--dump-dom",
        &url,
    ];
    let output = Command::new(browser)
        .args(arguments)
        .output()
        .expect("it starts");
    let dom = text(&output.stdout);
    assert!(dom.contains("</svg>") && dom.contains("</table>") && dom.contains("</html>"));
}

#[test]
fn games_in_gambits_formats_are_solved_and_written() {
    let (_keep, folder) = desk();
    let written = demarche(&folder, &["export", "classics/threat"]);
    assert_eq!(code(&written), 0);
    std::fs::write(folder.join("threat.efg"), &written.stdout).expect("written");
    let solved = |more: &[&str]| -> serde_json::Value {
        let line = ["solve", "threat.efg", "--precision", "2", "--json"];
        let solved = demarche(&folder, &[&line, more].concat());
        assert_eq!(code(&solved), 0);
        serde_json::from_slice(&solved.stdout).expect("JSON")
    };
    let (whole, grid) = (solved(&[]), solved(&["--grid"]));
    for document in [&whole, &grid] {
        let first = &document["strategies"][0];
        assert_eq!(first["player"], "sender");
        assert_eq!(first["infoset"], "threat, firm");
        assert_eq!(first["action"], "hold");
        assert!(first["probability"].as_f64().expect("a number") > 0.0);
    }
    let residual = whole["branch"]["residual"].as_f64();
    assert!(residual.expect("a number") < 1e-12 && whole["grid"].is_null());
    assert_eq!(whole["sets"][0]["infoset"], "threat, firm");
    assert!(grid["values"]["sender.firm"].is_number() && grid["branch"].is_null());
    assert_eq!(grid["grid"]["points"], 81);
    let run = demarche(&folder, &["run", "threat.efg"]);
    assert_eq!(code(&run), 1);
    assert!(text(&run.stderr).contains("`demarche solve threat.efg`"));
    let where_ = demarche(&folder, &["solve", "threat.efg", "--turn", "x"]);
    assert_eq!(code(&where_), 1);
    assert!(text(&where_.stderr).contains("`--turn` does not go with"));
}

/// A process that ends with the test.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads what a process says until it has said `words`; gives up after a minute.
fn until(said: &std::sync::mpsc::Receiver<String>, words: &str) -> String {
    let mut all = String::new();
    let late = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !all.contains(words) {
        let left = late.saturating_duration_since(std::time::Instant::now());
        match said.recv_timeout(left) {
            Ok(line) => all.push_str(&(line + "\n")),
            Err(_) => panic!("`{words}` was not said:\n{all}"),
        }
    }
    all
}

#[test]
fn a_watched_file_is_run_again_and_a_broken_one_keeps_what_was_there() {
    use std::io::BufRead;
    let (_keep, folder) = desk();
    let process = command(
        &folder,
        &["watch", "variant.toml", "-n", "500", "--out", "last"],
    )
    .stdout(Stdio::piped())
    .stderr(Stdio::null())
    .spawn();
    let mut process = Ended(process.expect("it starts"));
    let output = process.0.stdout.take().expect("piped");
    let (tell, said) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::BufReader::new(output)
            .lines()
            .map_while(Result::ok)
        {
            let _ = tell.send(line);
        }
    });
    let ends = "Ctrl-C ends.";
    let first = until(&said, ends);
    assert!(first.contains("HOW IT ENDS") && first.contains("Ran in"));
    assert!(first.contains("Watching 2 files (variant.toml, mine.toml)"));
    let summary = || std::fs::read_to_string(folder.join("last/summary.json")).expect("there");
    let one = summary();

    let broken = "extends = \"mine.toml\"\n[define]\nx = \"1 +\"\n";
    std::fs::write(folder.join("variant.toml"), broken).expect("written");
    let second = until(&said, ends);
    assert!(second.contains("HOW IT ENDS") && second.contains("Above: the last version"));
    assert!(second.contains("--> variant.toml:3:"), "{second}");
    assert!(second.contains("Failed after"));
    assert_eq!(summary(), one, "the last that worked is kept");

    let mended = "extends = \"mine.toml\"\n[parameters]\nwar_cost = 6.0\n";
    std::fs::write(folder.join("variant.toml"), mended).expect("written");
    let third = until(&said, ends);
    assert!(third.contains("SINCE THE LAST VERSION THAT WORKED") && third.contains("→"));
    let two = summary();
    assert_ne!(two, one);

    // what it extends is watched too
    let mine = std::fs::read_to_string(folder.join("mine.toml")).expect("there");
    std::fs::write(folder.join("mine.toml"), format!("{mine}\n# saved\n")).expect("written");
    let fourth = until(&said, ends);
    assert!(fourth.contains("nothing has moved by a tenth of a point"));
}

#[test]
fn a_run_ends_with_what_has_changed_since_the_last() {
    let (_keep, folder) = desk();
    let run = |sets: &[&str]| {
        let output = demarche(
            &folder,
            &[&["run", "mine.toml", "-n", "500"], sets].concat(),
        );
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        text(&output.stdout).replace('\n', " ")
    };
    let exact = |folder_name: &str, id: &str| -> f64 {
        let path = folder.join("results/mine").join(folder_name);
        let summary = std::fs::read_to_string(path.join("summary.json")).expect("there");
        let summary: serde_json::Value = serde_json::from_str(&summary).expect("JSON");
        let mut all = summary["outcomes"].as_array().expect("a list").iter();
        let found = all.find(|o| o["id"] == id).expect("the outcome");
        found["exact"].as_f64().expect("a number")
    };
    let since = "Since the last run: ";
    assert!(!run(&[]).contains(since), "there is none before the first");
    assert!(!run(&[]).contains(since), "nothing has changed");
    let second = run(&["--set", "war_cost=1"]);
    let change = 100.0 * (exact("run-2", "fight") - exact("run", "fight"));
    let words = format!("war +{change:.1}");
    let told = second.split(since).nth(1).expect("it is told");
    assert!(
        told.starts_with("war_cost 3.0 → 1.0: ") && told.contains(&words),
        "{told}"
    );
    // it is the last one that is compared with, not the one before
    let third = run(&[]);
    let told = third.split(since).nth(1).expect("it is told");
    assert!(told.starts_with("war_cost 1.0 → 3.0: "), "{told}");
}

#[test]
fn results_are_compared_as_their_files_and_a_file_with_its_own_change() {
    let (_keep, folder) = desk();
    for set in ["war_cost=3", "war_cost=1"] {
        let output = demarche(&folder, &["run", "mine.toml", "-n", "500", "--set", set]);
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    }
    let compared = |args: &[&str]| -> serde_json::Value {
        let output = demarche(
            &folder,
            &[&["compare", "-n", "500", "--json"], args].concat(),
        );
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let folders = compared(&["results/mine/run", "results/mine/run-2"]);
    let own = compared(&["mine.toml", "--set", "war_cost=1"]);
    assert_eq!(own["variants"][0], "mine with war_cost=1");
    for document in [&folders, &own] {
        assert_eq!(document["differs"].as_array().expect("a list").len(), 1);
        assert_eq!(document["differs"][0]["key"], "parameters.war_cost.value");
        assert_eq!(document["differs"][0]["to"], "1.0");
    }
    let numbers = |document: &serde_json::Value| -> Vec<serde_json::Value> {
        let all = document["differences"].as_array().expect("a list").iter();
        all.map(|d| d["exact"].clone()).collect()
    };
    assert_eq!(numbers(&folders), numbers(&own));
    // the file is another one now; the result is what it was
    let mine = std::fs::read_to_string(folder.join("mine.toml")).expect("there");
    std::fs::write(
        folder.join("mine.toml"),
        mine.replace("war_cost", "cost_of_war"),
    )
    .expect("written");
    assert_eq!(
        numbers(&compared(&["results/mine/run", "results/mine/run-2"])),
        numbers(&own)
    );
}

#[test]
fn a_pinned_version_is_what_changes_are_told_from() {
    use std::io::{BufRead, Write};
    let (_keep, folder) = desk();
    let process = command(&folder, &["watch", "variant.toml", "-n", "500", "--pin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut process = Ended(process.expect("it starts"));
    let output = process.0.stdout.take().expect("piped");
    let mut keys = process.0.stdin.take().expect("piped");
    let (tell, said) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let lines = std::io::BufReader::new(output).lines();
        for line in lines.map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let ends = "Ctrl-C ends.";
    let write = |cost: &str| {
        let text = format!("extends = \"mine.toml\"\n[parameters]\nwar_cost = {cost}\n");
        std::fs::write(folder.join("variant.toml"), text).expect("written");
    };
    until(&said, ends);
    for cost in ["6.0", "1.0"] {
        write(cost);
        assert!(until(&said, ends).contains("SINCE THE PINNED VERSION"));
    }
    keys.write_all(b"p\n").expect("it listens");
    until(&said, "Pinned");
    write("1.0 # the same");
    let same = until(&said, ends);
    assert!(
        same.contains("nothing has moved by a tenth of a point"),
        "{same}"
    );
}

#[test]
fn every_history_is_written_round_by_round() {
    let (_keep, folder) = desk();
    let run = ["run", "mine.toml", "-n", "9000", "--rows", "--json"];
    let output = demarche(&folder, &run);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let data = folder.join("results/mine/run/data");
    let mut reader = csv::Reader::from_path(data.join("histories.csv")).expect("CSV");
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
    // one row for each round that was played, histories in order
    let place = |row: &csv::StringRecord| -> (usize, usize) {
        let number = |c: usize| row[c].parse().expect("a number");
        (number(at("history")), number(at("round")))
    };
    let mut last = (0, 0);
    for row in &rows {
        let (history, round) = place(row);
        let follows =
            (history == last.0 && round == last.1 + 1) || (history == last.0 + 1 && round == 1);
        assert!(follows, "{last:?} {history} {round}");
        last = (history, round);
    }
    assert_eq!(last.0, 8999);
    // shares of outcomes, and of levels in the first round, are those of the summary
    let share = |all: &dyn Fn(&csv::StringRecord) -> bool| {
        rows.iter().filter(|r| all(r)).count() as f64 / 9000.0
    };
    for outcome in document["outcomes"].as_array().expect("a list") {
        let id = outcome["id"].as_str().expect("an id");
        let own = share(&|r| place(r).1 == 1 && &r[at("outcome")] == id);
        assert!(
            (own - outcome["simulated"].as_f64().expect("a share")).abs() < 1e-12,
            "{id}"
        );
    }
    for course in document["courses"].as_array().expect("a list") {
        let id = course["id"].as_str().expect("an id");
        for (l, level) in course["levels"]
            .as_array()
            .expect("a list")
            .iter()
            .enumerate()
        {
            let level = level.as_str().expect("a level").replace(' ', "_");
            let own = share(&|r| place(r).1 == 1 && r[at(id)] == level);
            let wanted = course["simulated"][0][l].as_f64().expect("a share");
            assert!((own - wanted).abs() < 1e-12, "{id} {level}: {own} {wanted}");
        }
    }
    // and of moves
    for entry in document["moves"].as_array().expect("a list") {
        let turn = format!("turn_{}", entry["turn"].as_str().expect("a turn"));
        let option = entry["option"].as_str().expect("an option");
        let own = share(&|r| place(r).1 == 1 && &r[at(&turn)] == option);
        let exact = entry["used"][0].as_f64().expect("a share");
        let half = 4.0 * (exact * (1.0 - exact) / 9000.0).sqrt() + 1e-9;
        assert!((own - exact).abs() < half, "{turn} {option}: {own} {exact}");
    }
}

#[test]
fn two_stories_are_the_same_until_they_part() {
    let (_keep, folder) = desk();
    let trace = |more: &[&str]| {
        let output = demarche(&folder, &[&["trace", "mine.toml", "--json"], more].concat());
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("JSON")
    };
    let twin = trace(&["--against", "mine.toml"]);
    assert!(twin["parting"].is_null() && twin["first_parting"].is_null());
    assert_eq!(twin["moves"], twin["against"]["moves"]);
    assert!(trace(&[]).get("parting").is_none());
    let first = trace(&["--against", "variant.toml"])["first_parting"].clone();
    let history = first.as_u64().expect("one parts").to_string();
    let parted = trace(&["--against", "variant.toml", "--history", &history]);
    let at = parted["parting"].as_u64().expect("it parts") as usize;
    assert_eq!(parted["first_parting"], first);
    let own = parted["moves"].as_array().expect("moves");
    let other = parted["against"]["moves"].as_array().expect("moves");
    for m in 0..at {
        assert_eq!(own[m]["option"], other[m]["option"]);
        assert_eq!(own[m]["state"], other[m]["state"]);
    }
    // the same luck: where they part the first has another option, that was open in both
    assert_eq!(own[at]["turn"], other[at]["turn"]);
    assert_ne!(own[at]["option"], other[at]["option"]);
    let option = other[at]["option"].as_str().expect("an option");
    assert!(own[at]["open"].get(option).is_some());
    let told = demarche(
        &folder,
        &[
            "trace",
            "mine.toml",
            "--against",
            "variant.toml",
            "--history",
            &history,
        ],
    );
    let told = text(&told.stdout);
    assert!(told.contains("HERE THEY PART: mine") && told.contains("HERE THEY PART: variant"));
    assert_eq!(told.matches("It ends as:").count(), 2);
}

#[test]
fn what_cannot_be_chosen_is_said() {
    let (_keep, folder) = desk();
    for (more, says) in [
        (&[][..], "nothing to choose between"),
        (&["--turn", "holder_move"], "did you mean `holder_moves`?"),
        (&["--turn", "at_sea"], "nobody chooses alone"),
        (&["--vary", "war_cost=1,2"], "no objective given"),
        (
            &["--vary", "war_cost=1,2", "--measure", "shard"],
            "did you mean `shared`?",
        ),
        (
            &["--vary", "war_cost=1,2", "--value", "holdr"],
            "did you mean `holder`?",
        ),
        (
            &["variant.toml", "--turn", "holder_moves"],
            "choices themselves",
        ),
    ] {
        let output = demarche(&folder, &[&["robust", "mine.toml"], more].concat());
        assert_eq!(code(&output), 1, "{more:?}");
        let message = text(&output.stderr);
        assert!(message.contains(says), "{more:?}: {message}");
    }
    // variants are choices; what they set is not drawn
    let both = [
        "robust",
        "mine.toml",
        "variant.toml",
        "--measure",
        "fight",
        "--least",
    ];
    let output = demarche(
        &folder,
        &[&both[..], &["--worlds", "16", "--json"]].concat(),
    );
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(document["set"], serde_json::json!(["war_cost"]));
    assert_eq!(
        document["chosen"]["mean"], "mine",
        "a dear war is the rarer"
    );
    assert_eq!(
        (&document["better"], &document["worlds"]),
        (&"less".into(), &16.into())
    );
}

#[test]
fn what_would_take_too_much_is_refused_at_once() {
    let (_keep, folder) = desk();
    for (arguments, expected, says) in [
        (
            &["run", "mine.toml", "-n", "4294967295"][..],
            1,
            "play at most",
        ),
        (
            &["compare", "mine.toml", "mine.toml", "-n", "4294967295"],
            1,
            "play at most",
        ),
        (&["run", "mine.toml", "--threads", "65535"], 2, "1..=256"),
        (
            &["leverage", "mine.toml", "--shapley", "4294967295"],
            2,
            "2..=65536",
        ),
        (
            &["run", "mine.toml", "--worlds", "4294967295"],
            2,
            "8..=65536",
        ),
        (&["explain", "mine.toml", "--most", "0"], 2, "1 or more"),
        (
            &[
                "sweep",
                "mine.toml",
                "--vary",
                "war_cost",
                "--vary",
                "war_cost",
            ],
            1,
            "the same setting",
        ),
        (
            &[
                "robust",
                "mine.toml",
                "--vary",
                "war_cost=1,1",
                "--measure",
                "fight",
            ],
            1,
            "twice",
        ),
        (
            &[
                "robust",
                "mine.toml",
                "--vary",
                "war_cost=0..1:1001",
                "--measure",
                "fight",
            ],
            1,
            "1001 choices",
        ),
        (
            &[
                "robust",
                "mine.toml",
                "--turn",
                "holder_moves",
                "--threshold",
                "nan",
            ],
            2,
            "finite",
        ),
        (
            &["explain", "mine.toml", "--belief", "x.y=nan"],
            1,
            "P from 0 to 1",
        ),
        (&["run", "mine.toml", "--set", ""], 1, "PATH=VALUE"),
        (&["run", "mine.toml", "--set", "="], 1, "PATH=VALUE"),
    ] {
        let begin = std::time::Instant::now();
        let output = demarche(&folder, arguments);
        let message = text(&output.stderr);
        assert_eq!(code(&output), expected, "{arguments:?}: {message}");
        assert!(message.contains(says), "{arguments:?}: {message}");
        assert!(begin.elapsed().as_secs() < 20, "{arguments:?}");
    }
    // the last history that has a number, with none after it that could part
    let output = demarche(
        &folder,
        &[
            "trace",
            "mine.toml",
            "--history",
            "18446744073709551615",
            "--against",
            "mine.toml",
        ],
    );
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
}

#[test]
fn the_most_typical_history_of_an_outcome_is_told() {
    let (_keep, folder) = desk();
    let text = |arguments: &[&str]| {
        let output = demarche(&folder, arguments);
        assert_eq!(code(&output), 0, "{}", self::text(&output.stderr));
        self::text(&output.stdout)
    };
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&text(&[arguments, &["--json"]].concat())).expect("JSON")
    };
    let run = json(&["run", "mine.toml", "-n", "100"]);
    for outcome in run["outcomes"].as_array().expect("outcomes") {
        let id = outcome["id"].as_str().expect("an id");
        let exact = outcome["exact"].as_f64().expect("a number");
        let told = json(&["trace", "mine.toml", "--ends", id]);
        assert_eq!(told["outcome"], id);
        // of 10,000 about as many end so as do exactly
        let ending = told["ending"].as_f64().expect("a number") / 1e4;
        assert!((ending - exact).abs() < 5.0 * (exact * (1.0 - exact) / 1e4).sqrt());
        let number = told["history"].to_string();
        let same = json(&["trace", "mine.toml", "--history", &number]);
        assert_eq!(same["moves"], told["moves"], "it is one of the seed's");
    }
    // nine in ten go by land, and all arrive: who goes by land is typical, whatever the first history does
    let journey = "[parameters]\nprecision = 1.0\npatience = 0.9\n[time]\nrounds = 3\n\
                   [state]\nway = { levels = [\"home\", \"land\", \"sea\"], start = \"home\" }\n\
                   [actors.traveller]\nname = \"Traveller\"\n[turns.wind]\nwhen = \"way == home\"\n\
                   [turns.wind.events]\nby_land = { chance = 0.9, set = { way = \"land\" } }\nby_sea = { chance = 0.1, set = { way = \"sea\" } }\n\
                   [turns.rest]\nactor = \"traveller\"\n[turns.rest.options]\nsleep = {}\nwake = {}\n\
                   [outcomes.arrived]\notherwise = true\n";
    std::fs::write(folder.join("journey.toml"), journey).expect("written");
    for seed in ["1", "2", "3", "4"] {
        let told = json(&["trace", "journey.toml", "--ends", "arrived", "--seed", seed]);
        assert_eq!(told["ending"], 10_000);
        assert_eq!(told["moves"][0]["option"], "by_land", "seed {seed}");
    }
    let told = text(&["trace", "journey.toml", "--ends", "arrived"]);
    assert!(
        told.contains("The most typical of the 10,000 of 10,000 histories"),
        "{told}"
    );
    assert!(
        told.contains(": Traveller)"),
        "what changes nothing is folded: {told}"
    );
    for wrong in [
        &["--ends", "nowhere"][..],
        &["--ends", "arrived", "--history", "3"],
    ] {
        let refused = demarche(&folder, &[&["trace", "journey.toml"], wrong].concat());
        assert_ne!(code(&refused), 0, "{wrong:?}");
    }
}
