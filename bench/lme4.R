# For bench/lme4.py: fit each numbered file of a folder and write beside it what was found.
suppressMessages(library(lme4))
given <- commandArgs(TRUE)
for (number in seq_len(as.integer(given[2])) - 1) {
  scores <- read.csv(file.path(given[1], paste0(number, ".csv")))
  scores$entry <- factor(scores$entry)
  scores$reader <- factor(scores$reader)
  control <- if (!as.logical(given[3])) lmerControl() else lmerControl(calc.derivs = FALSE, optCtrl = list(ftol_abs = 1e-13, xtol_abs = 1e-11, maxeval = 10000))
  time <- system.time(fit <- tryCatch(
    suppressMessages(suppressWarnings(lmer(score ~ 1 + (1 | entry) + (1 | reader), scores, control = control))),
    error = function(problem) NULL
  ))
  if (is.null(fit)) next
  parts <- as.data.frame(VarCorr(fit))
  variances <- parts$vcov[match(c("entry", "reader", "Residual"), parts$grp)]
  found <- sprintf("%.15g", c(variances, REMLcrit(fit), fixef(fit), sum(time[1:2])))
  for (kind in c("entry", "reader")) {
    effects <- ranef(fit, condVar = FALSE)[[kind]]
    found <- c(found, paste(kind, rownames(effects), sprintf("%.15g", effects[, 1])))
  }
  writeLines(found, file.path(given[1], paste0(number, ".txt")))
}
