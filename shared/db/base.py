"""The declarative base and the session that every model and query uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, scoped_session

IntegerId = BigInteger().with_variant(Integer, "sqlite")
"""A key of 64 bits; SQLite numbers rows by itself only for a column declared INTEGER."""


class Base(DeclarativeBase):
    """The base of all models. Each names its table itself; each constraint gets a name from the convention."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# What a view has read it may still show after the commit, hence no expiry; writing is allowed inside units only.
database = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "autoflush": True})
session = cast("scoped_session[Session]", database.session)
