//! Charts: series and labels in, SVG and PNG out.
