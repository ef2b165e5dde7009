-- How many groups usage has. Without it the planner multiplies what the columns have each and expects nearly as many groups as
-- rows, so that its workers hand over rows instead of adding them up.
CREATE STATISTICS usage_interval_groups (ndistinct) ON vdc_id, meter, machine_class_id, purpose, quantity FROM usage_interval;
