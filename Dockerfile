# Images of the reference platform and of the services that it calls: `docker build --target stack|providers .`
# One image plays every role of the platform: api.ts, worker.ts, relay.ts, migrate.ts, load.ts.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app/stack
COPY stack/package.json stack/package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM node:24.21.0-bookworm-slim AS stack
ENV NODE_ENV=production TZ=UTC LC_ALL=C.UTF-8
WORKDIR /app/stack
COPY --from=packages /app/stack/node_modules node_modules
COPY stack .
# A volume that is mounted there belongs to whom the folder does: a copy of the database to the database's user.
RUN mkdir /base && chown 999:999 /base
USER node
EXPOSE 3000
CMD ["node", "api.ts"]

FROM node:24.21.0-bookworm-slim AS providers
ENV NODE_ENV=production TZ=UTC LC_ALL=C.UTF-8
WORKDIR /app
COPY package.json ./
COPY core core
COPY providers providers
# A volume that is mounted there belongs to whom the folder does.
RUN mkdir /journals && chown node: /journals
USER node
EXPOSE 7000
CMD ["node", "providers/calendar.ts"]
