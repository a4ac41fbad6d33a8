# Growth percentiles of sgp_<set>.csv as the package SGP 2.2-0.0 computes them, step by step, with the same
# functions beneath: splines::bs and quantreg's "br". Writes sgp_<set>_r.csv (pupils), _coefficients.csv,
# _knots.csv and _schools.csv. Made with R 4.2.2, quantreg 5.94:
#
#     Rscript tests/reference/make_sgp.R

suppressMessages(library(quantreg))
library(splines)

taus <- (1:100 - 0.5) / 100
here <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE)))
save <- function(frame, name) {
  numbers <- vapply(frame, is.double, logical(1))
  frame[numbers] <- lapply(frame[numbers], function(x) ifelse(is.na(x), "", sprintf("%.17g", x)))
  write.csv(frame, file.path(here, name), row.names = FALSE, quote = FALSE, na = "", eol = "\n")
}

spline_of <- function(scores) list(
  knots = round(as.vector(quantile(scores, c(0.2, 0.4, 0.6, 0.8), na.rm = TRUE)), digits = 3),
  boundaries = round(as.vector(extendrange(scores, f = 0.1)), digits = 3)
)

for (set in c("whole", "measured", "two")) {
  pupils <- read.csv(file.path(here, paste0("sgp_", set, ".csv")))
  priors <- grep("^prior", names(pupils), value = TRUE)
  splines <- lapply(pupils[priors], function(scores) spline_of(scores[!is.na(scores)]))
  pupils$percentile <- pupils$order <- 0L
  coefficients <- NULL
  for (order in seq_along(priors)) {
    used <- complete.cases(pupils[c(priors[1:order], "outcome")])
    bases <- lapply(priors[1:order], function(p) bs(pupils[used, p], knots = splines[[p]]$knots,
                                                    Boundary.knots = splines[[p]]$boundaries))
    design <- do.call(cbind, c(list(1), bases))
    outcome <- pupils$outcome[used]
    fitted <- sapply(taus, function(tau) rq.fit.br(design, outcome, tau = tau)$coefficients)
    quantiles <- round(t(apply(design %*% fitted, 1, sort)), digits = 5)
    above <- rowSums(quantiles < outcome)
    above[above == 0] <- 1
    above[above == 100] <- 99
    pupils$percentile[used] <- as.integer(above)
    pupils$order[used] <- order
    wide <- matrix(NA_real_, 100, 1 + 7 * length(priors))
    wide[, seq_len(nrow(fitted))] <- t(fitted)
    coefficients <- rbind(coefficients, data.frame(order = order, tau = taus, b = wide))
  }
  ends <- t(sapply(splines, function(one) c(knot = one$knots, boundary = one$boundaries)))
  known <- pupils[pupils$percentile > 0, ]
  schools <- do.call(rbind, lapply(split(known, known$school), function(one) data.frame(
    school = one$school[1], n = nrow(one), mean = mean(one$percentile),
    se = sd(one$percentile) / sqrt(nrow(one)), median = median(one$percentile))))
  save(pupils[c("percentile", "order")], paste0("sgp_", set, "_r.csv"))
  save(coefficients, paste0("sgp_", set, "_coefficients.csv"))
  save(data.frame(prior = priors, ends), paste0("sgp_", set, "_knots.csv"))
  save(schools, paste0("sgp_", set, "_schools.csv"))
}
