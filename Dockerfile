# The course for a JupyterHub: each student's server is a container of this image. Not built in our tests.
FROM python:3.12-slim-bookworm
WORKDIR /srv/qlab
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt '.[notebooks]' 'jupyterhub>=5,<6' && useradd --create-home --home-dir /srv/student student
USER student
WORKDIR /srv/student
# First the student's copy, in what may be a volume. The hub's spawner names the address and the port, and adds its options.
CMD ["sh", "-c", "qlab course --copy qlab-course && exec jupyterhub-singleuser \"$@\"", "jupyterhub-singleuser"]
