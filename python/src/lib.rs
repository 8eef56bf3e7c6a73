//! The engine as Python sees it: scenarios, what is asked of them, and reports in every form that the program
//! itself writes. What is convenient in Python is written in Python, in `source/demarche/__init__.py`.

use demarche::chart::Sheet;
use demarche::error::Error;
use demarche::lab::{Histories, Lab, Seed};
use demarche::report::screen::Screen;
use demarche::report::{Cell, LeverageSummary, Report, SweepSummary};
use demarche::study::request::{Asked, question};
use demarche::study::{CELLS, leverage, sweep};
use demarche::task::Task;
use pyo3::create_exception;
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

create_exception!(
    demarche,
    ScenarioError,
    PyValueError,
    "What is wrong with a scenario or a question, where, and what to try."
);

/// Between two looks whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(50);

/// Long work that Ctrl-C stops.
struct Stoppable(AtomicBool);

impl Task for Stoppable {
    fn at(&self, _: &'static str, _: f64) -> ControlFlow<()> {
        match self.0.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

/// Does long work beside Python, which hears Ctrl-C meanwhile.
fn at_length<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(&dyn Task) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let task = Stoppable(AtomicBool::new(false));
    std::thread::scope(|scope| {
        // what is dropped when the work ends, however it does; read without the interpreter's lock
        let (alive, ended) = channel::<()>();
        let ended = Mutex::new(ended);
        let look = || {
            let ended = ended.lock().expect("nobody panics with it");
            ended.recv_timeout(LOOK)
        };
        let task = &task;
        let worker = scope.spawn(move || {
            let _alive = alive;
            work(task)
        });
        let mut stopped = None;
        while let Err(RecvTimeoutError::Timeout) = py.detach(look) {
            if let Err(error) = py.check_signals() {
                task.0.store(true, Ordering::Relaxed);
                stopped = Some(error);
            }
        }
        let result = py.detach(|| worker.join());
        match (stopped, result) {
            (Some(error), _) => Err(error),
            (None, Ok(result)) => result.map_err(wrong),
            (None, Err(panic)) => std::panic::resume_unwind(panic),
        }
    })
}

/// An error with all that the program says of it.
fn wrong(error: Error) -> PyErr {
    match error.failure() {
        Some(failure) => ScenarioError::new_err(failure.render(false).trim_end().to_string()),
        None => PyKeyboardInterrupt::new_err(error.to_string()),
    }
}

/// A scenario, and what has been changed of it.
#[pyclass(frozen, module = "demarche._demarche")]
struct Scenario(Lab);

#[pymethods]
impl Scenario {
    /// The file at `name`, or the shipped scenario of that name.
    #[staticmethod]
    fn open(name: &str) -> PyResult<Self> {
        Lab::open(name).map(Scenario).map_err(wrong)
    }

    /// The scenario called `id` whose file would hold `text`.
    #[staticmethod]
    fn parse(id: &str, text: &str) -> PyResult<Self> {
        Lab::parse(id, text).map(Scenario).map_err(wrong)
    }

    /// The same with a setting changed, as `--set path=value` does.
    fn set(&self, path: &str, value: &str) -> PyResult<Self> {
        self.0.with(path, value).map(Scenario).map_err(wrong)
    }

    #[getter]
    fn title(&self) -> &str {
        &self.0.scenario().title
    }

    /// The parameters and their values, in the order of the file.
    #[getter]
    fn parameters(&self) -> Vec<(String, f64)> {
        let all = self.0.scenario().parameters.iter();
        all.map(|p| (p.name.id.clone(), p.value)).collect()
    }

    /// Probabilities of outcomes, values of measures, and what actors expect: exact, nothing is played.
    fn solve(&self, py: Python<'_>) -> PyResult<[Vec<(String, f64)>; 3]> {
        let found = at_length(py, |_| self.0.solve())?;
        let scenario = self.0.scenario();
        let named = |ids: Vec<&String>, of: &dyn Fn(&str) -> Result<f64, Error>| {
            let pair = |id: &String| Ok((id.clone(), of(id)?));
            ids.into_iter().map(pair).collect::<Result<Vec<_>, Error>>()
        };
        let outcomes = found.outcomes().into_iter().collect();
        let measures = scenario.measures.iter().map(|m| &m.name.id).collect();
        let actors = scenario.actors.iter().map(|a| &a.name.id).collect();
        let measures = named(measures, &|id| found.measure(id)).map_err(wrong)?;
        let values = named(actors, &|id| found.value(id)).map_err(wrong)?;
        Ok([outcomes, measures, values])
    }

    /// Solves and plays it.
    fn run(&self, py: Python<'_>, histories: usize, seed: u64) -> PyResult<Shown> {
        let found = at_length(py, |task| {
            self.0.run_for(Histories(histories), Seed(seed), task)
        })?;
        shown(&found.summary())
    }

    /// Solves it at each value of what varies.
    fn sweep(
        &self,
        py: Python<'_>,
        vary: Vec<String>,
        measures: Vec<String>,
        thresholds: Vec<String>,
        tolerance: f64,
    ) -> PyResult<Shown> {
        let summary = at_length(py, |task| {
            let engine = self.0.engine()?;
            let asked = Asked {
                vary: &vary,
                measures: &measures,
                thresholds: &thresholds,
                tolerance,
            };
            let question = question(&asked, &engine.model)?;
            let found = sweep(&engine, question, task)?;
            Ok(SweepSummary::of(&found, &engine.model.scenario))
        })?;
        shown(&summary)
    }

    /// What each actor's levers and each number move.
    fn leverage(&self, py: Python<'_>) -> PyResult<Shown> {
        let summary = at_length(py, |task| {
            let found = leverage(&self.0.engine()?, None, CELLS, task)?;
            Ok(LeverageSummary::of(&found, None, self.0.scenario()))
        })?;
        shown(&summary)
    }
}

/// What was found, in every form in which the program shows it: the document, as JSON; what a person reads; charts
/// as SVG, by name; and tables by name, each with the names of its columns and its rows.
type Shown = (String, String, Vec<(String, String)>, Vec<Table>);

/// A table.
type Table = (String, Vec<String>, Vec<Vec<Value>>);

/// What stands in a cell of a table.
#[derive(IntoPyObject)]
enum Value {
    None(Option<f64>),
    Word(String),
    Whole(i64),
    Number(f64),
}

/// All of a report, but for tables too long to be held.
fn shown(report: &impl Report) -> PyResult<Shown> {
    let screen = Screen {
        width: 80,
        colour: false,
    };
    let charts = report.charts(Sheet::default()).map_err(wrong)?.into_iter();
    let charts = charts.map(|picture| (picture.stem.to_string(), picture.svg));
    let cell = |cell: &Cell| match cell {
        Cell::None => Value::None(None),
        Cell::Word(text) => Value::Word(text.clone()),
        Cell::Whole(n) => Value::Whole(*n),
        Cell::Number(x) => Value::Number(*x),
    };
    let tables = report.tables().into_iter().filter_map(|table| {
        let names = table.headings.iter().map(|(name, _)| name.clone());
        let rows = table.held()?.iter();
        let rows = rows.map(|row| row.iter().map(cell).collect()).collect();
        Some((table.stem.to_string(), names.collect(), rows))
    });
    Ok((
        report.document().map_err(wrong)?,
        report.text(screen),
        charts.collect(),
        tables.collect(),
    ))
}

/// The names of the shipped scenarios.
#[pyfunction]
fn shipped() -> Vec<&'static str> {
    demarche::scenario::shipped::names().collect()
}

#[pymodule]
fn _demarche(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", demarche::VERSION)?;
    module.add("ScenarioError", module.py().get_type::<ScenarioError>())?;
    module.add_class::<Scenario>()?;
    module.add_function(wrap_pyfunction!(shipped, module)?)
}
