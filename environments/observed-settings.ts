/**
 * Settings of a PostgreSQL that we look into: fsync, full_page_writes and synchronous_commit stay on, since lost
 * bookings are judged. Plans of one execution in fifty are logged to see how many rows it read (some 110 µs of CPU
 * each, 2 µs a statement on average); the log is read and removed while the server runs, and never leaves its folder.
 */
export const observedSettings = `
timezone = 'UTC'
shared_preload_libraries = 'pg_stat_statements,auto_explain'
pg_stat_statements.save = off
auto_explain.log_min_duration = 0
auto_explain.sample_rate = 0.02
auto_explain.log_analyze = on
auto_explain.log_timing = off
auto_explain.log_verbose = on
auto_explain.log_nested_statements = off
auto_explain.log_format = json
auto_explain.log_parameter_max_length = 0
logging_collector = on
log_destination = jsonlog
log_filename = 'server-%Y%m%d-%H%M%S.log'
log_rotation_age = 0
log_rotation_size = 8MB
log_min_messages = error
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
`;
