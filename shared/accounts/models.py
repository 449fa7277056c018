"""Users, their grants, links sent by mail, and the counters of the throttles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shared.accounts.permissions import Role
from shared.db import Base, Instant, Pk, PublicId, ShortText, choice, personal
from shared.workshop import Site

NAME_LENGTH = 60


class RoleRow(Base, RoleMixin):
    """A role as Flask-Security wants it: a row. The meaning stands in `permissions.Role`."""

    __tablename__ = "roles"

    id: Mapped[Pk]
    name: Mapped[Role] = mapped_column(choice(Role), unique=True)


@dataclass(frozen=True)
class Held:
    """A role that somebody holds at a site, or everywhere when there is no site."""

    role: Role
    site_id: int | None
    site_slug: str | None
    site_label: str | None

    @classmethod
    def by(cls, grant: Grant) -> Held:
        """Returns what `grant` gives."""
        site = grant.site
        if site is None:
            return cls(grant.role.name, None, None, None)
        return cls(grant.role.name, site.id, site.slug, site.neutral_label)


class User(Base, UserMixin):
    """Somebody who signs in with a password; `email` is kept in lower case."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    email: Mapped[ShortText] = mapped_column(unique=True, info=personal("identifier la personne qui se connecte"))
    display_name: Mapped[str] = mapped_column(String(NAME_LENGTH), info=personal("saluer et dire qui a agi"))
    password: Mapped[str | None] = mapped_column(String(255), info=personal("vérifier le mot de passe (empreinte)"))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    # What a session knows its user by: changing it ends all sessions of the user.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    totp_secret: Mapped[str | None] = mapped_column(
        String(255), info=personal("vérifier le code du téléphone (chiffré)")
    )
    # The thirty seconds of the last accepted code, counted from 1970: a code is accepted once.
    totp_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    # Keyed hashes; a used code leaves the list.
    recovery_codes: Mapped[list[str]] = mapped_column(
        JSON, default=list, info=personal("remplacer un téléphone perdu (empreintes)")
    )
    created_at: Mapped[Instant]
    last_sign_in_at: Mapped[Instant | None] = mapped_column(info=personal("repérer un compte oublié"))

    grants: Mapped[list[Grant]] = relationship(back_populates="user", lazy="raise", order_by="Grant.id")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # the library types it as a plain attribute
        """The rows that Flask-Security asks for; whoever loads a user loads the grants with it."""
        return [grant.role for grant in self.grants]

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """What the grants give, as plain facts: a page can still be shown when its unit has been rolled back."""
        return tuple(Held.by(grant) for grant in self.grants)

    def note_held(self) -> None:
        """Reads `held` anew from the grants that have just been loaded."""
        self.held = tuple(Held.by(grant) for grant in self.grants)

    @property
    def held_roles(self) -> frozenset[Role]:
        """The roles that the grants give, whatever the site."""
        return frozenset(held.role for held in self.held)

    def holds_at(self, roles: Collection[Role], site_id: int) -> bool:
        """Tells whether the grants give one of these roles at a site, or everywhere."""
        return any(held.role in roles and held.site_id in {None, site_id} for held in self.held)

    @property
    def has_second_factor(self) -> bool:
        """Whether signing in asks for a code."""
        return self.totp_secret is not None


class Grant(Base):
    """A role given to a user, for one site, or for all when `site_id` is empty."""

    __tablename__ = "grants"
    __table_args__ = (
        UniqueConstraint("user_id", "role_id", "site_id"),
        # NULLs are distinct in a UNIQUE: this keeps a grant for all sites single too.
        Index(
            "uq_grants_all_sites",
            "user_id",
            "role_id",
            unique=True,
            sqlite_where=text("site_id IS NULL"),
            postgresql_where=text("site_id IS NULL"),
        ),
    )

    id: Mapped[Pk]
    public_id: Mapped[PublicId]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role_id: Mapped[int] = mapped_column(ForeignKey("roles.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    given_by: Mapped[ShortText] = mapped_column(info=personal("qui a donné ce rôle"))
    given_at: Mapped[Instant]

    user: Mapped[User] = relationship(back_populates="grants", lazy="raise")
    role: Mapped[RoleRow] = relationship(lazy="raise")
    site: Mapped[Site | None] = relationship(lazy="raise")


class MailLink(Base):
    """A link sent by mail: works once, until `expires_at`. Only the SHA-256 of its secret is kept."""

    __tablename__ = "mail_links"

    id: Mapped[Pk]
    secret_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[ShortText] = mapped_column(info=personal("reconnaître le client sans compte"))
    purpose: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]


class Throttle(Base):
    """How many tries one key (an account or an address, hashed) has made in the window that began at `since`."""

    __tablename__ = "throttles"
    __table_args__ = (UniqueConstraint("scope", "key_sha256"), CheckConstraint("tries > 0", name="tries_positive"))

    id: Mapped[Pk]
    scope: Mapped[str] = mapped_column(String(40))
    key_sha256: Mapped[str] = mapped_column(String(64), info=personal("compter les essais (empreinte)"))
    since: Mapped[Instant]
    tries: Mapped[int]
