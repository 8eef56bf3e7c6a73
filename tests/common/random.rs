//! Small random scenarios, as text, with everything the language has.

use std::fmt::Write;

/// A generator of its own, so that the tests do not depend on the engine's luck.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % n
    }

    pub fn number(&mut self) -> f64 {
        (self.below(4001) as f64 - 2000.0) / 1000.0
    }

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// A condition of a random scenario's state.
pub fn condition(d: &mut Dice) -> String {
    let all = [
        "mood == calm",
        "mood != calm",
        "mood >= tense",
        "flag",
        "not flag",
        "load > 0",
        "load < 2",
        "heat <= 0.5",
        "signal == none",
        "flag or mood == war",
    ];
    match d.below(4) {
        0 => format!("{} and {}", d.one(&all), d.one(&all)),
        1 => format!("not ({})", d.one(&all)),
        _ => d.one(&all).to_string(),
    }
}

fn number(d: &mut Dice) -> String {
    let x = d.number();
    match d.below(8) {
        0 => format!("{x}"),
        1 => format!("{x} * load"),
        2 => format!("fear + {x} * (mood == tense)"),
        3 => format!("if({}, {x}, stake)", condition(d)),
        4 => format!("min(heat, {x}) + max(load, 1) * 0.3"),
        5 => format!("{x} * exp(-heat) - abs({x})"),
        6 => format!("strain ^ 2 - {x}"),
        _ => format!("clamp({x} * strain, -1, 1) + ln(1 + load)"),
    }
}

fn set(d: &mut Dice) -> String {
    let mut parts = vec![];
    if d.below(2) == 0 {
        parts.push(match d.below(4) {
            0 => "mood = \"calm\"".to_string(),
            1 => "mood = \"tense\"".to_string(),
            2 => format!("mood = \"if({}, tense, calm)\"", condition(d)),
            _ => "mood = \"war\"".to_string(),
        });
    }
    if d.below(3) == 0 {
        parts.push(
            d.one(&[
                "load = \"min(load + 1, 2)\"",
                "load = 0",
                "load = \"max(load - 1, 0)\"",
            ])
            .to_string(),
        );
    }
    if d.below(3) == 0 {
        parts.push(format!(
            "flag = {}",
            d.one(&["true", "false", "\"not flag\"", "\"load > 0\""])
        ));
    }
    if d.below(4) == 0 {
        parts.push(
            d.one(&["signal = \"red\"", "signal = \"none\""])
                .to_string(),
        );
    }
    format!("set = {{ {} }}", parts.join(", "))
}

/// The text of scenario number `seed`.
pub fn scenario_text(seed: u64) -> String {
    let mut d = Dice::new(seed + 1);
    for _ in 0..8 {
        d.below(2);
    }
    let mut t = String::new();
    let patience = 0.5 + d.below(50) as f64 / 100.0;
    let precision = d.one(&["0", "0.7", "2.0", "5.0", "40.0"]).to_string();
    let _ = write!(
        t,
        "[time]\nround = \"round\"\nrounds = {}\nshadow = {}\n\n[parameters]\nprecision = {precision}\npatience = {patience}\nstake = {}\n\n",
        1 + d.below(2),
        d.below(2),
        d.number()
    );
    let _ = write!(
        t,
        "[state]\nmood = {{ levels = [\"calm\", \"tense\", \"war\"], start = \"{}\" }}\nload = {{ levels = 3, start = {} }}\n\
         heat = {{ levels = 3, from = 0.0, to = 1.0, start = 0.5 }}\nflag = {{ start = {}, each_round = {} }}\n\
         signal = {{ levels = [\"none\", \"red\"], start = \"red\", each_round = \"none\" }}\n\n",
        d.one(&["calm", "tense"]),
        d.below(3),
        d.below(2) == 0,
        d.below(2) == 0
    );
    let _ = write!(
        t,
        "[tables]\nfear = {{ by = \"mood\", calm = 0.1, tense = \"stake\", war = {} }}\n\n",
        d.number()
    );
    let _ = write!(t, "[define]\nstrain = \"0.2 * load + fear * flag\"\n\n");
    for (i, actor) in ["ann", "bob", "cal"].iter().enumerate() {
        let _ = writeln!(t, "[actors.{actor}]");
        if i == 1 && d.below(3) == 0 {
            let _ = writeln!(
                t,
                "precision = \"exact\"\nties = \"{}\"",
                d.one(&["shared", "first"])
            );
        }
        if i == 2 {
            let _ = writeln!(t, "patience = \"patience * 0.9\"");
        }
        let _ = writeln!(
            t,
            "[actors.{actor}.payoff]\nfirst = \"{}\"\nsecond = \"{}\"\n",
            number(&mut d),
            number(&mut d)
        );
    }
    for k in 0..2 + d.below(2) {
        turn(&mut d, &mut t, k);
    }
    let flow = if d.below(2) == 0 {
        format!("flow = {{ ann = 0.0, bob = \"{}\" }}\n", number(&mut d))
    } else {
        String::new()
    };
    let _ = write!(
        t,
        "[outcomes.blow_up]\nwhen = \"mood == war{}\"\nends = true\npayoff = {{ ann = {}, cal = \"{}\" }}\n{flow}\n",
        d.one(&["", " and load > 0", " or heat == 1 and flag"]),
        d.number(),
        number(&mut d)
    );
    let _ = write!(
        t,
        "[outcomes.strained]\nwhen = \"{}\"\n\n[outcomes.rest]\notherwise = true\n",
        condition(&mut d)
    );
    // start states that end at once are another test's business
    t.replace(
        "mood == war or heat == 1 and flag",
        "mood == war or heat == 1 and load == 2",
    )
}

/// The random scenario of this number with types for some of its actors, alike but for `own`,
/// which the first type has at `value`.
pub fn with_types(seed: u64, value: f64) -> String {
    let mut text =
        scenario_text(seed).replace("[parameters]\n", &format!("[parameters]\nown = {}\n", 0.5));
    text = text.replace(
        "[actors.ann.payoff]\n",
        "[actors.ann.payoff]\nprivate = \"own * load - own * flag\"\n",
    );
    let _ = write!(
        text,
        "\n[actors.ann.types]\nodd = {{ prior = 0.35, parameters = {{ own = {value} }} }}\neven = {{ prior = 0.65 }}\n"
    );
    if seed.is_multiple_of(3) {
        let _ = write!(
            text,
            "\n[actors.cal.types]\none = {{ prior = 0.2 }}\ntwo = {{ prior = 0.3 }}\nthree = {{ prior = 0.5 }}\n"
        );
    }
    text
}

fn turn(d: &mut Dice, t: &mut String, k: usize) {
    let _ = writeln!(t, "[turns.turn_{k}]");
    if d.below(3) == 0 {
        let _ = writeln!(t, "when = \"{}\"", condition(d));
    }
    match d.below(4) {
        0 => {
            let _ = writeln!(t, "[turns.turn_{k}.events]");
            for (e, most) in ["storm", "leak"].iter().zip([0.6, 0.4]) {
                let chance = match d.below(3) {
                    0 => format!("{most}"),
                    1 => format!("\"{most} * heat\""),
                    _ => format!("\"if(flag, {most}, 0.1)\""),
                };
                let when = if d.below(3) == 0 {
                    format!(", when = \"{}\"", condition(d))
                } else {
                    String::new()
                };
                let _ = writeln!(
                    t,
                    "{e} = {{ chance = {chance}, {}, payoff = {{ bob = {} }}{when} }}",
                    set(d),
                    d.number()
                );
            }
        }
        1 => vote(d, t, k),
        _ => {
            let actor = d.one(&["ann", "bob", "cal"]);
            let _ = writeln!(
                t,
                "actor = \"{actor}\"\n[turns.turn_{k}.options]\nhold = {{}}"
            );
            let when = if d.below(2) == 0 {
                format!("when = \"{}\", ", condition(d))
            } else {
                String::new()
            };
            let _ = writeln!(
                t,
                "act = {{ {when}cost = \"{}\", {}, payoff = {{ cal = \"{}\" }} }}",
                number(d),
                set(d),
                number(d)
            );
            if d.below(2) == 0 {
                let _ = writeln!(
                    t,
                    "dial = {{ choose = \"heat\", cost = \"0.3 * abs(heat - before(heat))\", when = \"heat != before(heat)\", {} }}",
                    set(d).replace("load = 0", "load = 1")
                );
            }
        }
    }
    let _ = writeln!(t);
}

fn vote(d: &mut Dice, t: &mut String, k: usize) {
    let members = d.one(&[
        "\"ann\", \"bob\", \"cal\"",
        "\"cal\", \"ann\"",
        "\"bob\", \"cal\"",
    ]);
    let proposer = d.below(4) > 0;
    let _ = writeln!(
        t,
        "members = [{members}]\nothers = {{ seats = {}, yes = 0.6 }}\nneeds = \"{} - 0.25 * (precision > 1)\"\nabstain = {}",
        d.below(3),
        1 + d.below(2),
        d.below(2) == 0
    );
    if k % 2 == 1 {
        let _ = writeln!(t, "weights = {{ cal = \"1.5 + 0.5 * (precision > 1)\" }}");
    }
    let _ = writeln!(t, "veto = [{}]", d.one(&["", "\"cal\"", members]));
    if proposer {
        let _ = writeln!(t, "proposer = \"{}\"", d.one(&["ann", "bob"]));
    }
    let _ = writeln!(t, "[turns.turn_{k}.drafts]\nsoft = {{ {} }}", set(d));
    if proposer {
        let _ = writeln!(t, "hard = {{ when = \"{}\", {} }}", condition(d), set(d));
        // only costs that this vote can charge are written: cal is a member of every one
    }
    let _ = writeln!(
        t,
        "[turns.turn_{k}.cost]\ncal.yes = \"{}\"\ncal.no = 0.2\ncal.abstain = \"0.5 * (draft == soft)\"\ncal.fails = \"{}\"\nann.passes = {}",
        number(d),
        number(d),
        d.number()
    );
    let _ = writeln!(
        t,
        "cal.veto = 0.4\ncal.lone_veto = \"if(draft == soft, 0.3, 0.9)\""
    );
}
