-- The span of the request that caused a row (W3C Trace Context): what is done for it later belongs to the same trace.
-- NULL: not known, as for what nobody asked for.
ALTER TABLE webhooks ADD COLUMN traceparent text;
ALTER TABLE outbox ADD COLUMN traceparent text;
