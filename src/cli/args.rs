//! The command line.

use super::named::document;
use super::worlds::Worlds;
use crate::error::Error;
use crate::scenario::{Edit, Loaded};
use crate::study::GameModel;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::sync::Arc;

/// A laboratory for strategic scenarios.
///
/// Reads a crisis written down as a TOML file, computes how forward-looking actors would play it
/// (logit quantal-response equilibrium), plays it thousands of times, and charts what happens.
/// Without a command it runs the default scenario: North Korea, July 2006.
#[derive(Debug, Parser)]
#[command(
    name = "demarche",
    version = crate::VERSION,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub run: Run,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// What happens? Solve, forecast, play, chart
    Run(Run),
    /// What difference does it make? Variants with the same luck, compared with the first
    Compare(Compare),
    /// Where does it tip? One or two settings over a range
    Sweep(Sweep),
    /// Who can move it, and with what? Every option, draft and veto removed or committed to
    Leverage(Leverage),
    /// What to choose when the numbers are uncertain? Choices over many worlds, by four rules
    Robust(Robust),
    /// Do the file's claims hold? Each [hypotheses] entry over its values
    Test(Test),
    /// Did it forecast what happened? Each [milestones] entry, scored
    Score(Score),
    /// Which numbers does the record favour? Worlds weighted by what happened
    Calibrate(Calibrate),
    /// Which numbers do many cases favour? Maximum likelihood from a table of cases
    Fit(Fit),
    /// Is my file right? Every error at once, the size of the game, warnings
    Check(Check),
    /// What is the equilibrium? Strategies and values at a position; also for Gambit's .efg and .nfg
    Solve(SolveAll),
    /// Run again whenever the file is saved: the result, and what has changed
    Watch(Watch),
    /// Turn a number and see: a page with sliders in the browser
    #[cfg(feature = "open")]
    Open(Open),
    /// Tell me one story: one history, move by move
    Trace(Trace),
    /// Why would they do that? Each option's value by payoff term and by what would follow
    Explain(Explain),
    /// Write a small scenario as a tree in Gambit's format (.efg) on standard output
    Export(Export),
    /// Write a commented starter file
    New {
        /// The file to write
        #[arg(default_value = "scenario.toml")]
        file: PathBuf,
    },
    /// Is it still so? A result worked out again from its manifest, or a ledger, and compared file by file
    Replay(Replay),
    /// Share a study out among processes and machines that have a folder in common
    Shard(Sharded),
    /// Look at the store of answers, from which studies go on
    Store(Store),
    /// Print the JSON schema of scenario files, for completion in editors
    Schema,
}

/// What all commands share.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Change a setting: retaliation=0.2, state.talks.start=direct, turns.seoul.options.suspend=false
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Print one JSON document on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
    /// Memory that the game and its solution may take, in MB
    #[arg(long, value_name = "MB", default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..))]
    pub memory: u32,
    /// Number of threads, at most 256; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

/// What is taken as known.
#[derive(Args, Clone, Debug, Default)]
pub struct Evidence {
    /// Take the file's milestones as known that are settled by this date, or by the end of the round of this number: all that is
    /// told is given that
    #[arg(long, value_name = "DATE")]
    pub given: Option<String>,
}

impl Evidence {
    /// The edits that these arguments and those of `--set` ask for.
    pub fn edits(&self, sets: &[String]) -> Vec<Edit> {
        let mut all = Edit::settings(sets);
        all.extend(self.given.clone().map(Edit::Given));
        all
    }

    /// The model of a scenario with these edits.
    pub fn model(&self, name: &str, common: &Common) -> Result<GameModel, Error> {
        let edits = self.edits(&common.set);
        GameModel::new(document(name)?, edits, common.limits())
    }

    /// A scenario with these edits.
    pub fn scenario(&self, name: &str, sets: &[String]) -> Loaded {
        document(name)?.scenario(&self.edits(sets))
    }
}

/// Where results go.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// Folder for the results, new or empty [default: results/SCENARIO/COMMAND]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace that folder if it exists
    #[arg(long)]
    pub force: bool,
    /// Write report.html there too: one page with charts, tables and texts, complete in itself
    #[arg(long)]
    pub report: bool,
    /// Write every chart as a slide of 1280 by 720 px too, to slides/
    #[arg(long)]
    pub slides: bool,
    /// The command line that the manifest keeps, where another than this process's is repeated
    #[arg(skip)]
    pub line: Option<Vec<String>>,
}

/// Whether answers are kept for the next study.
#[derive(Args, Clone, Debug, Default)]
pub struct Keep {
    /// Solve everything anew, also what is in the store of answers
    #[arg(long)]
    pub fresh: bool,
    /// Neither use nor fill the store of answers
    #[arg(long, conflicts_with = "fresh")]
    pub no_store: bool,
    /// The store of a study that several processes share: answers go there, whatever else is told
    #[arg(skip)]
    pub shared: Option<Arc<crate::store::Store>>,
}

/// In which form an answer is printed.
#[derive(Args, Clone, Debug, Default)]
pub struct Shape {
    /// Print the answer as text, as its tables in Markdown or LaTeX, or as a document, like --json
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        default_value_t,
        conflicts_with = "json"
    )]
    pub format: Form,
}

/// A form of an answer.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// What a person reads on a terminal
    #[default]
    Text,
    /// Its tables in Markdown
    Md,
    /// Its tables in LaTeX
    Latex,
    /// One JSON document
    Json,
}

impl Shape {
    /// The form that is asked for, `--json` being one of them.
    pub fn form(&self, common: &Common) -> Form {
        common.form().unwrap_or(self.format)
    }
}

impl Common {
    /// The form that `--json` asks for, if it is given.
    pub fn form(&self) -> Option<Form> {
        self.json.then_some(Form::Json)
    }
}

/// Luck.
#[derive(Args, Clone, Debug)]
pub struct Luck {
    /// Seed of the luck
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    /// Histories to play [default: 100,000; with --until at most 10,000,000]
    #[arg(long, short = 'n', value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub histories: Option<u32>,
}

/// What is told otherwise of a command that is repeated.
pub struct Repeatable<'a> {
    /// The scenarios that it names.
    pub scenarios: &'a mut [String],
    /// Where its results go.
    pub place: &'a mut Place,
    /// Whether its answers are kept, if it is a study.
    pub keep: Option<&'a mut Keep>,
}

impl Cli {
    /// The command: without one, to run.
    pub fn command(self) -> Command {
        self.command.unwrap_or(Command::Run(self.run))
    }
}

impl Command {
    /// Its name, and what it shares with the others.
    pub fn about(&self) -> (&'static str, Option<&Common>) {
        match self {
            Command::Run(a) => ("run", Some(&a.common)),
            Command::Watch(a) => ("watch", Some(&a.common)),
            Command::Compare(a) => ("compare", Some(&a.common)),
            Command::Sweep(a) => ("sweep", Some(&a.common)),
            Command::Leverage(a) => ("leverage", Some(&a.common)),
            Command::Robust(a) => ("robust", Some(&a.common)),
            Command::Test(a) => ("test", Some(&a.common)),
            Command::Score(a) => ("score", Some(&a.common)),
            Command::Calibrate(a) => ("calibrate", Some(&a.common)),
            Command::Fit(a) => ("fit", Some(&a.common)),
            Command::Check(a) => ("check", Some(&a.common)),
            Command::Solve(a) => ("solve", Some(&a.at.common)),
            Command::Explain(a) => ("explain", Some(&a.at.common)),
            Command::Trace(a) => ("trace", Some(&a.common)),
            Command::Export(a) => ("export", Some(&a.common)),
            #[cfg(feature = "open")]
            Command::Open(a) => ("open", Some(&a.common)),
            Command::Replay(a) => ("replay", Some(&a.common)),
            Command::Shard(_) => ("shard", None),
            Command::Store(_) => ("store", None),
            Command::New { .. } => ("new", None),
            Command::Schema => ("schema", None),
        }
    }

    /// What is told otherwise where it is repeated; none of one that cannot be, as it writes no folder or reads more than scenarios.
    pub fn repeatable(&mut self) -> Option<Repeatable<'_>> {
        let (scenarios, place, keep) = match self {
            Command::Run(a) => (one(&mut a.scenario), &mut a.place, Some(&mut a.keep)),
            Command::Sweep(a) => (one(&mut a.scenario), &mut a.place, Some(&mut a.keep)),
            Command::Leverage(a) => (one(&mut a.scenario), &mut a.place, Some(&mut a.keep)),
            Command::Test(a) => (one(&mut a.scenario), &mut a.place, Some(&mut a.keep)),
            Command::Robust(a) => (&mut a.scenarios[..], &mut a.place, Some(&mut a.keep)),
            Command::Score(a) => (&mut a.scenarios[..], &mut a.place, Some(&mut a.keep)),
            Command::Calibrate(a) => (&mut a.scenarios[..], &mut a.place, Some(&mut a.keep)),
            Command::Compare(a) => (&mut a.scenarios[..], &mut a.place, None),
            Command::Fit(a) => (&mut a.scenarios[..], &mut a.place, None),
            Command::Explain(a) => (one(&mut a.at.scenario), &mut a.place, None),
            Command::Solve(a) if !a.path => (one(&mut a.at.scenario), &mut a.place, None),
            _ => return None,
        };
        Some(Repeatable {
            scenarios,
            place,
            keep,
        })
    }

    /// In which form its answer is printed.
    pub fn form(&self) -> Form {
        let (_, common) = self.about();
        let shape = match self {
            Command::Run(a) => &a.shape,
            Command::Compare(a) => &a.shape,
            Command::Sweep(a) => &a.shape,
            Command::Leverage(a) => &a.shape,
            Command::Robust(a) => &a.shape,
            Command::Test(a) => &a.shape,
            Command::Score(a) => &a.shape,
            Command::Calibrate(a) => &a.shape,
            Command::Fit(a) => &a.shape,
            Command::Explain(a) => &a.shape,
            Command::Store(a) if a.json => return Form::Json,
            _ => return common.and_then(Common::form).unwrap_or_default(),
        };
        match common {
            Some(common) => shape.form(common),
            None => shape.format,
        }
    }
}

/// A list of one.
fn one(name: &mut String) -> &mut [String] {
    std::slice::from_mut(name)
}

impl Luck {
    /// How many histories to play, at most if they are played until intervals are narrow.
    pub fn histories(&self, until: bool) -> usize {
        self.histories
            .map_or(if until { 10_000_000 } else { 100_000 }, |n| n as usize)
    }
}

#[derive(Args, Clone, Debug)]
pub struct Run {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// Work out a result again, of any command: from its manifest.json, or the folder that holds it
    #[arg(long, value_name = "MANIFEST", conflicts_with_all = ["scenario", "set", "given", "worlds", "until", "histories", "seed", "rows", "briefing", "precisions", "equilibria"])]
    pub from: Option<PathBuf>,
    /// Also solve this many worlds, with every parameter that has a range drawn from it (at most
    /// 65,536; a power of 2 is best); or those of a posterior.csv that `calibrate` wrote, as often as
    /// they weigh
    #[arg(long, value_name = "N|FILE", value_parser = Worlds::parse)]
    pub worlds: Option<Worlds>,
    /// Play until half the width of every outcome's 95% interval is no more than this: 0.5%
    #[arg(long, value_name = "WIDTH", value_parser = share)]
    pub until: Option<f64>,
    /// Also search this many times for other equilibria, from starts at random; only where play has no
    /// end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub equilibria: Option<u32>,
    /// Play this one of the equilibria found; 1 is the principal one
    #[arg(long, value_name = "K", default_value_t = 1, requires = "equilibria", value_parser = clap::value_parser!(u32).range(1..))]
    pub equilibrium: u32,
    /// Also solve it at everybody's precisions 1 to 10; small games always are
    #[arg(long)]
    pub precisions: bool,
    /// Also work out who moves the outcomes and on which numbers they hang, as leverage does; it may take
    /// long. Small games always are with --report
    #[arg(long)]
    pub briefing: bool,
    /// Also write every history, one row for each round, to data/histories.csv
    #[arg(long)]
    pub rows: bool,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub luck: Luck,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Watch {
    /// A scenario file
    pub file: String,
    /// Seed of the luck
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    /// Histories to play
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub histories: u32,
    /// Tell changes from the first version that works, and not from the last one; p and Enter pins
    /// the version that is shown
    #[arg(long)]
    pub pin: bool,
    /// Keep the charts and tables of the last version that worked in this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

#[cfg(feature = "open")]
#[derive(Args, Clone, Debug)]
pub struct Open {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// Another scenario to hold it against
    #[arg(long, value_name = "FILE")]
    pub against: Option<String>,
    /// The port to listen at, on this machine only [default: a free one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Only print the link
    #[arg(long)]
    pub no_browser: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Debug)]
pub struct Compare {
    /// Scenario files, names, or folders of results; the first is the baseline. One alone is compared with
    /// itself as --set changes it
    #[arg(required = true)]
    pub scenarios: Vec<String>,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub luck: Luck,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Sweep {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// A setting and its values: retaliation=0.1..0.9:21, state.talks.start=none,direct, or only a
    /// parameter, for its range in the file; twice for a map. Without it every parameter that has a range
    /// is turned: how near is each to tipping?
    #[arg(long, value_name = "NAME=VALUES")]
    pub vary: Vec<String>,
    /// Values at which each parameter is looked at without --vary, both ends of its range among them
    #[arg(long, value_name = "N", default_value_t = crate::study::CELLS as u32, conflicts_with = "vary", value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub cells: u32,
    /// A measure to read in addition to the outcomes
    #[arg(long, value_name = "ID", requires = "vary")]
    pub measure: Vec<String>,
    /// Also find where an outcome or measure crosses this value
    #[arg(long, value_name = "ID=X", requires = "vary")]
    pub threshold: Vec<String>,
    /// Precision of tipping points, as a share of the range
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = tolerance)]
    pub tolerance: f64,
    /// Also solve each value in this many worlds, with every other parameter that has a range drawn from it;
    /// or in those of a posterior.csv that `calibrate` wrote, as often as they weigh
    #[arg(long, value_name = "N|FILE", requires = "vary", value_parser = Worlds::parse)]
    pub worlds: Option<Worlds>,
    /// Seed of the worlds
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Leverage {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// Also compute what options add in all orders (Shapley values): exact up to 12 options, else from
    /// this many random orders and their reverses, each with one solve for each option
    #[arg(long, value_name = "ORDERS", value_parser = clap::value_parser!(u32).range(2..=65_536))]
    pub shapley: Option<u32>,
    /// Also compute Sobol indices of the parameters over their ranges, from this many points (a power
    /// of 2), each with one solve for each parameter and two more
    #[arg(long, value_name = "POINTS", value_parser = clap::value_parser!(u32).range(8..=65_536))]
    pub sobol: Option<u32>,
    /// Values at which each parameter is looked at over its range, both ends among them
    #[arg(long, value_name = "N", default_value_t = crate::study::CELLS as u32, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub cells: u32,
    /// Also pull each lever in this many worlds, with every parameter that has a range drawn from it; or in
    /// those of a posterior.csv that `calibrate` wrote, as often as they weigh
    #[arg(long, value_name = "N|FILE", value_parser = Worlds::parse)]
    pub worlds: Option<Worlds>,
    /// Seed of orders, points and worlds
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Robust {
    /// Scenario files or names; several are the choices
    #[arg(default_value = demarche_default())]
    pub scenarios: Vec<String>,
    /// Choose between the options of this turn: its owner commits to one after the other
    #[arg(long, value_name = "TURN", conflicts_with = "vary")]
    pub turn: Option<String>,
    /// Choose between values of a setting: guarantee_credence=0.2,0.6,1
    #[arg(long, value_name = "NAME=VALUES")]
    pub vary: Option<String>,
    /// The objective: an outcome or a measure
    #[arg(long, value_name = "ID", conflicts_with = "value")]
    pub measure: Option<String>,
    /// The objective: the value to an actor [default: to the owner of the turn]
    #[arg(long, value_name = "ACTOR")]
    pub value: Option<String>,
    /// Less of the objective is better
    #[arg(long)]
    pub least: bool,
    /// What is enough [default: even odds; for anything but a probability, the value of the first choice
    /// at the numbers of the file]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = finite)]
    pub threshold: Option<f64>,
    /// Worlds, in each of which every parameter that has a range and is not chosen is drawn from it (a
    /// power of 2 is best); or those of a posterior.csv that `calibrate` wrote, as often as they weigh
    #[arg(long, value_name = "N|FILE", default_value = "64", value_parser = Worlds::parse)]
    pub worlds: Worlds,
    /// Seed of the worlds
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Test {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// Differences up to this count as none
    #[arg(long, value_name = "SHARE", default_value_t = 0.01, value_parser = positive)]
    pub tolerance: f64,
    /// Test each claim again with everybody's precision at 1, 2, … 10
    #[arg(long)]
    pub precisions: bool,
    /// Exit with code 4 if a claim fails
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Score {
    /// Scenario files or names; several are ranked
    #[arg(default_value = demarche_default())]
    pub scenarios: Vec<String>,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Calibrate {
    /// Scenario files or names; of several the evidence is compared
    #[arg(default_value = demarche_default())]
    pub scenarios: Vec<String>,
    /// Only milestones settled by this date, or by the end of the round of this number, are known; later ones are forecast [default: all are known]
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// Worlds, in each of which the free parameters are drawn, a quarter of them from their ranges
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(16..=65_536))]
    pub worlds: u32,
    /// The parameters that are free [default: all that have a range]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub free: Vec<String>,
    /// Also write a variant of the first scenario: medians as values, nine tenths as ranges
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// Seed of the worlds
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Fit {
    /// Scenario files or names with [data] and [fit]; several are compared
    #[arg(required = true)]
    pub scenarios: Vec<String>,
    /// The table of cases: CSV with a row of headings
    #[arg(long, value_name = "FILE")]
    pub data: PathBuf,
    /// Also write a variant of the first scenario: estimates as values, intervals of 90% as ranges
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// Also draw the cases again this many times, or their groups, and fit them: errors that lean on no
    /// normal distribution
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub bootstrap: Option<u32>,
    /// Seed of the climbs that start at random, of bands and of cases drawn again
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Replay {
    /// Folders of results, their manifest.json, or ledgers such as seeds/north_korea_2006.toml
    #[arg(required = true)]
    pub results: Vec<PathBuf>,
    /// Keep what is worked out again in this folder, new or empty
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub keep: Keep,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Debug)]
pub struct Sharded {
    #[command(subcommand)]
    pub verb: Shard,
    /// Number of threads, at most 256; results do not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,
}

/// What is done with a study that is shared out.
#[derive(Subcommand, Clone, Debug)]
pub enum Shard {
    /// Write down what is to be solved, and share it out
    Plan {
        /// The folder that all have in common
        #[arg(long)]
        dir: PathBuf,
        /// How many shards [default: 100, or one for each job]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        shards: Option<u32>,
        /// The study, after --: sweep north_korea_2006 --vary retaliation
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Solve a shard, or what is missing of it
    Run {
        /// The folder of the plan
        #[arg(long)]
        dir: PathBuf,
        /// Shard K, from 0, of N [default: all, one after another]
        #[arg(long, value_name = "K/N", value_parser = of)]
        shard: Option<(usize, usize)>,
        /// Every L-th shard from I on
        #[arg(long, value_name = "I/L", conflicts_with = "shard", value_parser = of)]
        lane: Option<(usize, usize)>,
        /// Begin no shard after so many minutes
        #[arg(long, value_name = "MINUTES")]
        deadline: Option<u32>,
    },
    /// Name the shards that are missing; exit code 3 if any is
    Missing {
        /// The folder of the plan
        #[arg(long)]
        dir: PathBuf,
        /// As lines, as a job array names them (3,7-9), or as JSON
        #[arg(long, value_enum, default_value_t)]
        format: Missing,
    },
    /// Conclude the study, byte for byte as on one machine; exit code 3 if something is missing, or if it asks for more
    Merge {
        /// The folder of the plan
        #[arg(long)]
        dir: PathBuf,
        /// Folder for the results, new or empty [default: as the study has it]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// Replace that folder if it exists
        #[arg(long)]
        force: bool,
    },
    /// Have an engine run what is missing, up to three times
    Submit {
        /// The folder of the plan
        #[arg(long)]
        dir: PathBuf,
        /// Which engine
        #[arg(long, value_enum)]
        engine: Engine,
        /// Lanes of Slurm, or processes at a time of GNU parallel
        #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        lanes: u32,
        /// The file in which Dask's scheduler says where it is
        #[arg(long, value_name = "FILE")]
        scheduler_file: Option<PathBuf>,
    },
}

/// How missing shards are named.
#[derive(clap::ValueEnum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// One a line
    #[default]
    Lines,
    /// As a job array names them
    Array,
    /// A list
    Json,
}

/// What runs shards.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Dask distributed, by its Python client
    Dask,
    /// Slurm, in lanes
    Slurm,
    /// GNU parallel, on this machine
    Parallel,
}

/// Reads K/N.
fn of(text: &str) -> Result<(usize, usize), String> {
    let both = text.split_once('/');
    let both = both.and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
    both.filter(|(k, n)| k < n)
        .ok_or_else(|| "expected K/N with K from 0 and below N, such as 3/100".to_string())
}

#[derive(Args, Clone, Debug)]
pub struct Store {
    /// Remove all answers
    #[arg(long)]
    pub empty: bool,
    /// Print one JSON document on standard output, and nothing else there
    #[arg(long)]
    pub json: bool,
}

#[derive(Args, Clone, Debug)]
pub struct Check {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Debug)]
pub struct Export {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Debug)]
pub struct Solve {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// The positions at which this condition holds [default: the start, or those of --turn]
    #[arg(long = "where", value_name = "EXPR")]
    pub condition: Option<String>,
    /// The round, from 1 [default: 1; of explain the one in which play is likeliest there]
    #[arg(long)]
    pub round: Option<usize>,
    /// The turn, by its name
    #[arg(long)]
    pub turn: Option<String>,
    /// A belief, such as north_korea.keeper=0.8; other types keep their proportions
    /// [default: the priors; of what changes unseen, what is usual there]
    #[arg(long, value_name = "ACTOR.TYPE=P")]
    pub belief: Vec<String>,
    /// Show at most this many positions
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = at_least_one)]
    pub most: usize,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Clone, Debug)]
pub struct Explain {
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub at: Solve,
    #[command(flatten)]
    pub shape: Shape,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct SolveAll {
    #[command(flatten)]
    pub at: Solve,
    /// Write the strategies of every position and reported round to data/strategies.csv
    #[arg(long, conflicts_with_all = ["condition", "turn", "round", "belief", "most"])]
    pub all: bool,
    /// Also search this many times for other equilibria, from starts at random; only where play has no
    /// end
    #[arg(long, value_name = "N", conflicts_with = "all", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub equilibria: Option<u32>,
    /// Everybody's precision λ, instead of the file's [default for .efg and .nfg: 1]
    #[arg(long, value_name = "λ", value_parser = positive)]
    pub precision: Option<f64>,
    /// Points of the grid of beliefs, on each axis [default: the file's]; for .efg means --grid [default: 81]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(3..=1001))]
    pub points: Option<u16>,
    /// Solve an .efg position by position, with types on a grid of beliefs, instead of the tree as a whole
    #[arg(long, conflicts_with_all = ["path", "arms"])]
    pub grid: bool,
    /// Also write the branch to the equilibrium of an .efg or .nfg: strategies over precision, as a
    /// chart and as data/path.csv
    #[arg(long, conflicts_with = "points")]
    pub path: bool,
    /// Also follow the arms that leave the branch of an .efg or .nfg, to other equilibria
    #[arg(long, conflicts_with = "points")]
    pub arms: bool,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Clone, Debug)]
pub struct Trace {
    /// A scenario file, or the name of a shipped one
    #[arg(default_value = demarche_default())]
    pub scenario: String,
    /// The number of the history, from 0, as in `run`
    #[arg(long, default_value_t = 0)]
    pub history: u64,
    /// Tell the most typical history of an outcome: of 10,000 the one that agrees most with those that
    /// end so; moves by which nothing changes are folded
    #[arg(long, value_name = "OUTCOME", conflicts_with_all = ["history", "against"])]
    pub ends: Option<String>,
    /// Another scenario, played with the same luck: where do the two part?
    #[arg(long, value_name = "SCENARIO")]
    pub against: Option<String>,
    /// Seed of the luck
    #[arg(long, default_value_t = 2006)]
    pub seed: u64,
    #[command(flatten)]
    pub evidence: Evidence,
    #[command(flatten)]
    pub common: Common,
}

fn tolerance(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (1e-9..=0.5).contains(&x) => Ok(x),
        _ => Err("expected a share from 1e-9 to 0.5".to_string()),
    }
}

/// A share, plain or in per cent.
fn share(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number.trim(), 0.01),
        None => (text, 1.0),
    };
    match number.parse::<f64>() {
        Ok(x) if (1e-5..=0.5).contains(&(x * unit)) => Ok(x * unit),
        _ => Err("expected a width from 0.001% to 50%, such as 0.5% or 0.005".to_string()),
    }
}

fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        _ => Err("expected a finite number".to_string()),
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(n) if n >= 1 => Ok(n),
        _ => Err("expected a whole number, 1 or more".to_string()),
    }
}

fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        // adding 0 turns -0 into 0
        Ok(x) if x >= 0.0 && x.is_finite() => Ok(x + 0.0),
        _ => Err("expected a number, 0 or more".to_string()),
    }
}

const fn demarche_default() -> &'static str {
    crate::scenario::shipped::DEFAULT
}
