# Tanlu in a small image: the locked packages, no compiler, no root. Built by docker-compose.yml.
FROM python:3.11.15-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONWARNINGS=ignore
WORKDIR /app
RUN python -m venv /opt/tanlu
COPY requirements.lock ./
RUN /opt/tanlu/bin/pip install --quiet --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE tanlu.py tanlu_backbone.py tanlu_get.py tanlu_gds.py tanlu_neo4j.py tanlu_settings.py ./
COPY cypher ./cypher
COPY dash_ui ./dash_ui
COPY deploy ./deploy
COPY graph_service ./graph_service
COPY loader ./loader
COPY data ./data
RUN /opt/tanlu/bin/pip install --quiet --no-deps --no-build-isolation --editable . \
    && /opt/tanlu/bin/pip uninstall --quiet --yes pip \
    && find /opt/tanlu -type d -name tests -prune -exec rm -rf {} + \
    && mkdir -p data/build data/raw

FROM python:3.11.15-slim-bookworm
ENV PATH="/opt/tanlu/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TANLU_HOST=0.0.0.0
RUN groupadd --gid 10001 tanlu \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /app tanlu
COPY --from=build /opt/tanlu /opt/tanlu
COPY --from=build --chown=10001:10001 /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8050
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('TANLU_PORT', '8050')}/health/ready\", timeout=4)"]
ENTRYPOINT ["tanlu"]
CMD ["serve", "--build"]
