//! `demarche open`: the page with sliders.

use super::Shown;
use super::args::Open as Args;
use super::output::print;
use crate::diagnostics::Failure;
use crate::page::Page;
use anyhow::Result;

/// The command; it ends when it is stopped.
pub(super) fn open(args: &Args) -> Result<Shown> {
    if args.common.json {
        let help = "for documents use `demarche run --json`";
        return Err(Failure::general("open shows a page", help).into());
    }
    if !args.common.set.is_empty() {
        let help = "turn it on the page, or hold another file against it with --against";
        return Err(Failure::general("open takes no --set", help).into());
    }
    let page = Page::open(
        &args.scenario,
        args.against.as_deref(),
        args.port.unwrap_or(0),
        args.common.limits(),
    )?;
    let link = page.link();
    print(&format!(
        "{link}\nThe page is for this machine only. Ctrl-C ends it.\n"
    ))?;
    if !args.no_browser {
        // where no browser can be had there is the link
        let _ = ::open::that_detached(&link);
    }
    page.serve();
    Ok(Shown::default())
}
