# Times lme4 on a file of make_pupils.py, with its own defaults; prints one line of JSON.
# On Debian: apt-get install r-cran-lme4 r-cran-jsonlite r-cran-data.table
#
#     Rscript benchmarks/value_added/run_lme4.R out/100k.csv

suppressMessages(library(lme4))

timed <- function(deed) {
  spent <- system.time(value <- force(deed))
  list(value = value, elapsed = spent[["elapsed"]], cpu = spent[["user.self"]] + spent[["sys.self"]])
}

seconds <- function(step) step[c("elapsed", "cpu")]

peak_mb <- function() {
  status <- tryCatch(readLines("/proc/self/status"), error = function(e) character())
  kb <- as.numeric(gsub("[^0-9]", "", grep("^VmHWM", status, value = TRUE)))
  if (length(kb)) round(kb / 1024) else NA
}

path <- commandArgs(trailingOnly = TRUE)[1]
load <- timed(data.table::fread(path, colClasses = c(school = "character"), data.table = FALSE))
pupils <- load$value
weights <- pupils$weight # NULL where there are none: lmer then counts all alike
fit <- timed(lmer(outcome ~ prior + (1 | school), pupils, weights = weights, REML = TRUE))
effects <- timed(ranef(fit$value, condVar = TRUE))

m <- fit$value
cat(jsonlite::toJSON(auto_unbox = TRUE, digits = NA, list(
  program = "lme4", version = as.character(packageVersion("lme4")), file = basename(path),
  pupils = nrow(pupils), schools = ngrps(m)[["school"]],
  load = seconds(load), fit = seconds(fit), effects = seconds(effects),
  process_cpu = sum(proc.time()[c("user.self", "sys.self")]), peak_mb = peak_mb(),
  beta = unname(fixef(m)), s2u = as.data.frame(VarCorr(m))$vcov[1], s2e = sigma(m)^2, criterion = REMLcrit(m)
)), "\n", sep = "")
