# Both stages must have the same Python at the same path: the virtual environment is copied.
FROM python:3.11-slim AS builder
WORKDIR /src
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

# The locks change more rarely than the code: these layers are kept.
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes -r requirements.lock
# The build backend comes from the lock too, and stays in this stage.
RUN pip install --require-hashes -r requirements-dev.lock

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY storage storage
RUN pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /venv/bin/pip install --no-deps /wheels/*.whl \
    # Compiled once here, whatever the copying does to file times: a second less at each start.
    && /venv/bin/python -m compileall -q -f --invalidation-mode unchecked-hash /venv

FROM python:3.11-slim
ENV PATH="/venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/app/fonts
RUN useradd --user-group --uid 10001 --no-create-home vidhuk \
    && install -d -o vidhuk -g vidhuk /app/data /app/fonts
COPY --from=builder /venv /venv
WORKDIR /app
USER vidhuk
# What pictures write with is listed once here, not at the first picture of each container.
RUN python -c "import matplotlib.font_manager"
VOLUME /app/data
STOPSIGNAL SIGTERM
# No HEALTHCHECK: the bot serves no port, and a live process proves little. AUDIT_PING_URL
# tells an outside watcher whether clients' messages are really being looked after.
ENTRYPOINT ["vidhuk"]
CMD ["run"]
