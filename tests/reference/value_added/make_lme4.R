# Fits the models of models.csv with lme4, and the simple ones with lm; writes *_lme4.json, *_lme4_ranef.csv,
# *_ols*, *_within* and *_band*.  On Debian: apt-get install r-cran-lme4 r-cran-jsonlite
#
#     Rscript tests/reference/value_added/make_lme4.R

suppressMessages(library(lme4))

here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
labels <- c("school", "cluster", "year", "moved", "sex", "boarding")
z <- 1.96

# Tighter than lme4's own: its defaults leave theta at 1e-5.
control <- lmerControl(
  optimizer = "nloptwrap", calc.derivs = FALSE,
  optCtrl = list(algorithm = "NLOPT_LN_BOBYQA", xtol_abs = 1e-11, xtol_rel = 0, ftol_abs = 1e-13,
                 ftol_rel = 0, maxeval = 1e5)
)

read <- function(case) {
  path <- file.path(here, paste0(case, ".csv"))
  present <- intersect(labels, names(read.csv(path, nrows = 1)))
  rows <- read.csv(path, colClasses = setNames(rep("factor", length(present)), present))
  if ("prior" %in% names(rows)) rows$prior_of_school <- ave(rows$prior, rows$school)
  rows
}

# "sex=female" is a factor whose reference is female; treatment contrasts are R's default.
with_references <- function(rows, terms) {
  for (term in strsplit(grep("=", terms, value = TRUE), "=")) rows[[term[1]]] <- relevel(rows[[term[1]]], term[2])
  rows
}

fixed_terms <- function(model) strsplit(model$fixed, " ")[[1]]

right_side <- function(terms) if (length(terms)) paste(sub("=.*", "", terms), collapse = " + ") else "1"

# Every number as a text of 17 digits, which any program reads as the same double.
digits <- function(x) {
  if (inherits(x, "scalar")) return(one(digits(unclass(x))))
  if (is.list(x)) return(lapply(x, digits))
  if (is.double(x)) x[] <- ifelse(is.na(x), NA, sprintf("%.17g", x))
  x
}

one <- jsonlite::unbox

write_json <- function(name, content) {
  text <- jsonlite::toJSON(digits(content), auto_unbox = FALSE, pretty = 1, na = "null")
  writeLines(text, file.path(here, paste0(name, ".json")))
}

write_csv <- function(name, table) {
  text <- as.data.frame(lapply(table, digits), check.names = FALSE)
  write.csv(text, file.path(here, paste0(name, ".csv")), row.names = FALSE, quote = FALSE, na = "")
}

# ---- mixed models -------------------------------------------------------------------------------------

fitted_by <- function(m, call, levels, method) {
  variances <- setNames(as.data.frame(VarCorr(m))$vcov, as.data.frame(VarCorr(m))$grp)
  list(
    formula = one(call), method = one(method), n = one(as.integer(nobs(m))),
    groups = lapply(levels, function(level) one(ngrps(m)[[level]])),
    names = names(fixef(m)), beta = unname(fixef(m)), se = unname(sqrt(diag(as.matrix(vcov(m))))),
    vcov = unname(as.matrix(vcov(m))),
    s2u = lapply(levels, function(level) one(variances[[level]])),
    s2e = one(variances[["Residual"]]),
    criterion = one(if (method == "REML") REMLcrit(m) else deviance(m))
  )
}

effects_by <- function(m, levels, method) {
  effects <- as.data.frame(ranef(m, condVar = TRUE))
  level <- names(levels)[match(as.character(effects$grpvar), unlist(levels))]
  found <- data.frame(level, group = effects$grp, blup = effects$condval, cond_sd = effects$condsd, method)
  found[order(match(level, names(levels)), as.character(effects$grp), method = "radix"), ]
}

mixed <- function(model) {
  terms <- fixed_terms(model)
  rows <- with_references(read(model$data), terms)
  levels <- Filter(nzchar, list(unit = model$unit, cluster = model$cluster))
  call <- paste(model$outcome, "~", paste(c(right_side(terms), sprintf("(1 | %s)", levels)), collapse = " + "))
  weights <- if (nzchar(model$weight)) rows[[model$weight]] else rep(1, nrow(rows))
  rows$weights <- weights
  fits <- lapply(c(REML = TRUE, ML = FALSE), function(reml) {
    lmer(as.formula(call), rows, REML = reml, weights = weights, control = control)
  })
  found <- Map(function(m, method) fitted_by(m, call, levels, method), fits, names(fits))
  write_json(paste0(model$model, "_lme4"), found)
  effects <- Map(function(m, method) effects_by(m, levels, method), fits, names(fits))
  write_csv(paste0(model$model, "_lme4_ranef"), do.call(rbind, unname(effects)))
}

# ---- simple models ------------------------------------------------------------------------------------

by_school <- function(values, school, what = mean) as.vector(tapply(values, school, what))

interval <- function(va, se) {
  lower <- va - z * se
  upper <- va + z * se
  data.frame(ci_lo = lower, ci_hi = upper, sig = ifelse(lower > 0, "above", ifelse(upper < 0, "below", "average")))
}

ols <- function(name, rows, terms) {
  rows <- with_references(rows, terms)
  m <- lm(as.formula(paste("outcome ~", right_side(terms))), rows)
  residual <- unname(residuals(m))
  n <- by_school(residual, rows$school, length)
  national <- sd(residual)
  va <- by_school(residual, rows$school)
  spread <- by_school(residual, rows$school, sd)
  write_json(paste0(name, "_ols"), list(
    names = names(coef(m)), beta = unname(coef(m)), se = unname(sqrt(diag(vcov(m)))), vcov = unname(vcov(m)),
    sigma = one(sigma(m)), r2 = one(summary(m)$r.squared),
    sd_national = one(national), n = one(as.integer(nobs(m)))
  ))
  write_csv(paste0(name, "_ols_school"), data.frame(
    group = levels(rows$school), n, mean_outcome = by_school(rows$outcome, rows$school), va,
    sd_school = spread, se_school = spread / sqrt(n), se_national = national / sqrt(n),
    interval(va, national / sqrt(n))
  ))
}

# School effects less their pupils' mean; the standard error is that of this contrast, from lm's whole vcov.
within <- function(name, rows, terms, weights = rep(1, nrow(rows))) {
  rows <- with_references(rows, terms)
  rows$weights <- weights
  J <- nlevels(rows$school)
  dummies <- if (J > 1) "0 + school" else "1"
  m <- lm(as.formula(paste("outcome ~", dummies, "+", right_side(terms))), rows, weights = weights)
  own <- seq_len(J)
  share <- by_school(weights, rows$school, sum) / sum(weights)
  contrast <- diag(J) - matrix(share, J, J, byrow = TRUE)
  centred <- as.vector(contrast %*% coef(m)[own])
  variance <- diag(contrast %*% vcov(m)[own, own] %*% t(contrast))
  write_json(paste0(name, "_within"), list(
    names = names(coef(m))[-own], beta = unname(coef(m)[-own]), se = unname(sqrt(diag(vcov(m)))[-own]),
    vcov = unname(vcov(m)[-own, -own, drop = FALSE]), sigma = one(sigma(m)),
    df = one(df.residual(m)), centre = one(sum(share * coef(m)[own]))
  ))
  write_csv(paste0(name, "_within_school"), data.frame(
    group = levels(rows$school), n = by_school(weights, rows$school, length), fe_raw = unname(coef(m)[own]),
    fe_centred = centred, se_centred = sqrt(variance)
  ))
}

# Twenty bands between quantiles of type 7, each with its lower end; the last has both. Equal ends count once.
band <- function(name, rows, prior) {
  breaks <- quantile(rows[[prior]], (0:20) / 20, type = 7, names = FALSE)
  edges <- unique(breaks)
  where <- findInterval(rows[[prior]], edges, rightmost.closed = TRUE)
  residual <- rows$outcome - ave(rows$outcome, where)
  floor <- -2.5 * ave(rows$outcome, where, FUN = sd)
  capped <- pmax(residual, floor)
  both <- pmin(capped, -floor)
  n <- by_school(residual, rows$school, length)
  va <- by_school(residual, rows$school)
  write_json(paste0(name, "_band"), list(
    breaks = breaks, n = one(nrow(rows)), n_capped = one(sum(residual < floor)),
    n_capped_both = one(sum(abs(residual) > -floor)), sd_national = one(sd(residual)),
    sd_national_capped = one(sd(capped)),
    sd_national_capped_both = one(sd(both))
  ))
  write_csv(paste0(name, "_band_table"), data.frame(
    band = sort(unique(where)), n = as.vector(table(where)), expected = by_school(rows$outcome, where),
    sd = by_school(rows$outcome, where, sd), lower = head(edges, -1), upper = edges[-1]
  ))
  write_csv(paste0(name, "_band_school"), data.frame(
    group = levels(rows$school), n, va, va_capped = by_school(capped, rows$school),
    va_capped_both = by_school(both, rows$school), n_capped = by_school(residual < floor, rows$school, sum),
    n_capped_both = by_school(abs(residual) > -floor, rows$school, sum), interval(va, sd(residual) / sqrt(n))
  ))
}

# ---- what is written ----------------------------------------------------------------------------------

# lme4 fails on scores of the size of a million, and refuses a single group: these have *_exact files only.
models <- read.csv(file.path(here, "models.csv"), colClasses = "character")
for (i in seq_len(nrow(models))) {
  if (!models$data[i] %in% c("offset", "one_school")) mixed(models[i, ])
}

plain <- read("plain")
covariates <- c("prior", "sex=female", "boarding=weekly", "age")
ols("plain_prior", plain, "prior")
ols("plain_covariates", plain, covariates)
within("plain_prior", plain, "prior")
within("plain_covariates", plain, covariates)
within("plain_weighted", plain, "prior", plain$weight)
band("plain_prior", plain, "prior")
band("plain_prior2", plain, "prior2")
ols("one_school_prior", read("one_school"), "prior")
