# Front-end files: only those that package.json lists under « vendor » leave this stage.
FROM node:24-slim AS vendor
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN node -e 'const fs = require("fs"); for (const [to, from] of Object.entries(require("./package.json").vendor)) fs.cpSync("node_modules/" + from, "vendor/" + to)'

FROM python:3.13-slim-trixie
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 CTG_VAR=/var/lib/ctg
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin ctg \
    && install -d -o ctg -g ctg -m 0750 /var/lib/ctg
WORKDIR /app
COPY requirements.production.lock ./
RUN pip install --require-hashes --requirement requirements.production.lock
COPY . .
COPY --from=vendor /build/vendor static/vendor
USER ctg
EXPOSE 8000
CMD ["gunicorn", "ctg.wsgi", "--config", "docker/gunicorn.py"]
