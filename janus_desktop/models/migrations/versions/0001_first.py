"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT_INDEX = (
    'CREATE VIRTUAL TABLE image_text USING fts5(filename, title, description, creator, rights, notes, tokenize="unicode61 remove_diacritics 2")',
    'CREATE VIRTUAL TABLE image_said USING fts5(said, tokenize="unicode61 remove_diacritics 2")',
    "CREATE VIRTUAL TABLE image_names USING fts5(filename, tokenize='trigram')",
)


def upgrade() -> None:  # noqa: PLR0915  # a statement for each table and index
    """Make every table."""
    op.create_table(
        "analytics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("research_topic", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analytics")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "library",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_library")),
    )
    op.create_table(
        "metadata_keys",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("image", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "image", name=op.f("pk_metadata_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metadata_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("common", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata_names")),
        sa.UniqueConstraint("name", name=op.f("uq_metadata_names_name")),
    )
    op.create_index(op.f("ix_metadata_names_folded"), "metadata_names", ["folded"], unique=False)
    op.create_index(op.f("ix_metadata_names_short"), "metadata_names", ["short"], unique=False)
    op.create_table(
        "metadata_values",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("image", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("key", "image", name=op.f("pk_metadata_values")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_metadata_values_key_number_image"),
        "metadata_values",
        ["key", "number", "image"],
        unique=False,
        sqlite_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_metadata_values_key_value_image"), "metadata_values", ["key", "value", "image"], unique=False
    )
    op.create_table(
        "name_counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_name_counters")),
    )
    op.create_table(
        "seals",
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("logs_sequence", sa.Integer(), nullable=False),
        sa.Column("logs_link", sa.LargeBinary(), nullable=False),
        sa.Column("security_sequence", sa.Integer(), nullable=False),
        sa.Column("security_link", sa.LargeBinary(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_seals")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("watched", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("root", name=op.f("uq_sources_root")),
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("color", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["tags.id"], name=op.f("fk_tags_parent_id_tags")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("key", name=op.f("uq_tags_key")),
    )
    op.create_index(op.f("ix_tags_parent_id"), "tags", ["parent_id"], unique=False)
    op.create_table(
        "unknown_names",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("lock_seconds", sa.Integer(), nullable=False),
        sa.Column("lock_clock", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_unknown_names")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.Column("lock_seconds", sa.Integer(), nullable=False),
        sa.Column("lock_clock", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_active", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "admins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("admin_level", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_admins_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admins")),
        sa.UniqueConstraint("user_id", name=op.f("uq_admins_user_id")),
    )
    op.create_table(
        "folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["folders.id"], name=op.f("fk_folders_parent_id_folders")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_folders_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_folders")),
        sa.UniqueConstraint("source_id", "path", name=op.f("uq_folders_source_id_path")),
    )
    op.create_index(op.f("ix_folders_parent_id"), "folders", ["parent_id"], unique=False)
    op.create_table(
        "images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("orientation", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("color_space", sa.Text(), nullable=True),
        sa.Column("bit_depth", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=True),
        sa.Column("taken_offset", sa.Text(), nullable=True),
        sa.Column("taken_qualifier", sa.Text(), nullable=True),
        sa.Column("make", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("camera", sa.Text(), nullable=True),
        sa.Column("lens", sa.Text(), nullable=True),
        sa.Column("exposure_time", sa.Double(), nullable=True),
        sa.Column("f_number", sa.Double(), nullable=True),
        sa.Column("iso", sa.Integer(), nullable=True),
        sa.Column("focal_length", sa.Double(), nullable=True),
        sa.Column("gps_lat", sa.Double(), nullable=True),
        sa.Column("gps_lon", sa.Double(), nullable=True),
        sa.Column("gps_altitude", sa.Double(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("creator", sa.Text(), nullable=True),
        sa.Column("rights", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("flag", sa.Text(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("no_pixels", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("import_operation", sa.Text(), nullable=True),
        sa.Column("trashed_at", sa.DateTime(), nullable=True),
        sa.Column("trashed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["users.id"], name=op.f("fk_images_imported_by_users")),
        sa.ForeignKeyConstraint(["trashed_by"], ["users.id"], name=op.f("fk_images_trashed_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_images_content_hash")),
        sa.UniqueConstraint("filename", name=op.f("uq_images_filename")),
        sa.UniqueConstraint("uuid", name=op.f("uq_images_uuid")),
    )
    op.create_index(
        op.f("ix_images_bit_depth"),
        "images",
        ["bit_depth"],
        unique=False,
        sqlite_where=sa.text("bit_depth IS NOT NULL"),
    )
    op.create_index(op.f("ix_images_camera_id"), "images", ["camera", "id"], unique=False)
    op.create_index(
        op.f("ix_images_color_space"),
        "images",
        ["color_space"],
        unique=False,
        sqlite_where=sa.text("color_space IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_images_exposure_time"),
        "images",
        ["exposure_time"],
        unique=False,
        sqlite_where=sa.text("exposure_time IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_images_f_number"), "images", ["f_number"], unique=False, sqlite_where=sa.text("f_number IS NOT NULL")
    )
    op.create_index(op.f("ix_images_flag"), "images", ["flag"], unique=False, sqlite_where=sa.text("flag IS NOT NULL"))
    op.create_index(
        op.f("ix_images_focal_length"),
        "images",
        ["focal_length"],
        unique=False,
        sqlite_where=sa.text("focal_length IS NOT NULL"),
    )
    op.create_index(op.f("ix_images_format_id"), "images", ["format", "id"], unique=False)
    op.create_index(
        op.f("ix_images_gps_altitude"),
        "images",
        ["gps_altitude"],
        unique=False,
        sqlite_where=sa.text("gps_altitude IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_images_gps_lat_gps_lon"),
        "images",
        ["gps_lat", "gps_lon"],
        unique=False,
        sqlite_where=sa.text("gps_lat IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_images_height"), "images", ["height"], unique=False, sqlite_where=sa.text("height IS NOT NULL")
    )
    op.create_index(op.f("ix_images_import_operation"), "images", ["import_operation"], unique=False)
    op.create_index(op.f("ix_images_iso"), "images", ["iso"], unique=False, sqlite_where=sa.text("iso IS NOT NULL"))
    op.create_index(
        op.f("ix_images_label"), "images", ["label"], unique=False, sqlite_where=sa.text("label IS NOT NULL")
    )
    op.create_index(op.f("ix_images_lens"), "images", ["lens"], unique=False, sqlite_where=sa.text("lens IS NOT NULL"))
    op.create_index(op.f("ix_images_make"), "images", ["make"], unique=False, sqlite_where=sa.text("make IS NOT NULL"))
    op.create_index(
        op.f("ix_images_model"), "images", ["model"], unique=False, sqlite_where=sa.text("model IS NOT NULL")
    )
    op.create_index(op.f("ix_images_pages"), "images", ["pages"], unique=False, sqlite_where=sa.text("pages > 1"))
    op.create_index(op.f("ix_images_size_id"), "images", ["size", "id"], unique=False)
    op.create_index(
        op.f("ix_images_state"), "images", ["state"], unique=False, sqlite_where=sa.text("state <> 'present'")
    )
    op.create_index(
        op.f("ix_images_trashed_at_imported_at_id"), "images", ["trashed_at", "imported_at", "id"], unique=False
    )
    op.create_index(op.f("ix_images_trashed_at_rating_id"), "images", ["trashed_at", "rating", "id"], unique=False)
    op.create_index(op.f("ix_images_trashed_at_taken_id"), "images", ["trashed_at", "taken", "id"], unique=False)
    op.create_index(op.f("ix_images_trashed_at_title_id"), "images", ["trashed_at", "title", "id"], unique=False)
    op.create_index(
        op.f("ix_images_width"), "images", ["width"], unique=False, sqlite_where=sa.text("width IS NOT NULL")
    )
    op.create_table(
        "logs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("meta_data", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("timestamp", sa.DateTime(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("payload_digest", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_logs_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logs")),
        sa.UniqueConstraint("sequence", name=op.f("uq_logs_sequence")),
    )
    op.create_index("ix_logs_action", "logs", ["action", "sequence"], unique=False)
    op.create_index("ix_logs_level", "logs", ["level", "sequence"], unique=False)
    op.create_index("ix_logs_module", "logs", ["module", "sequence"], unique=False)
    op.create_index(op.f("ix_logs_operation_part"), "logs", ["operation", "part"], unique=False)
    op.create_index("ix_logs_person", "logs", ["user_id", "sequence"], unique=False)
    op.create_index("ix_logs_time", "logs", ["timestamp", "sequence"], unique=False)
    op.create_index(op.f("ix_logs_undoes"), "logs", ["undoes"], unique=False)
    op.create_index(op.f("ix_logs_user_id_session_state"), "logs", ["user_id", "session", "state"], unique=False)
    op.create_table(
        "security",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("timestamp", sa.DateTime(), nullable=False),
        sa.Column("meta_data", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("payload_digest", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_security_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_security")),
        sa.UniqueConstraint("sequence", name=op.f("uq_security_sequence")),
    )
    op.create_index("ix_security_action", "security", ["action", "sequence"], unique=False)
    op.create_index("ix_security_person", "security", ["user_id", "sequence"], unique=False)
    op.create_index("ix_security_time", "security", ["timestamp", "sequence"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("last_used", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_tokens_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_tokens_digest")),
    )
    op.create_table(
        "image_metadata",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_image_metadata_image_id_images"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_image_metadata")),
    )
    op.create_table(
        "image_tags",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_image_tags_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_image_tags_tag_id_tags"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("image_id", "tag_id", name=op.f("pk_image_tags")),
    )
    op.create_index(op.f("ix_image_tags_tag_id_image_id"), "image_tags", ["tag_id", "image_id"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("quick_hash", sa.LargeBinary(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["folder_id"], ["folders.id"], name=op.f("fk_places_folder_id_folders")),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_places_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_places_source_id_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("source_id", "path", name=op.f("uq_places_source_id_path")),
    )
    op.create_index(op.f("ix_places_content_hash"), "places", ["content_hash"], unique=False)
    op.create_index(op.f("ix_places_folder_id_image_id"), "places", ["folder_id", "image_id"], unique=False)
    op.create_index(op.f("ix_places_image_id"), "places", ["image_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["log_id"], ["logs.id"], name=op.f("fk_revisions_log_id_logs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
    )
    op.create_index(op.f("ix_revisions_kind_record"), "revisions", ["kind", "record"], unique=False)
    op.create_index(op.f("ix_revisions_log_id"), "revisions", ["log_id"], unique=False)
    op.create_table(
        "view_settings",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_view_settings_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_view_settings_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("image_id", "user_id", name=op.f("pk_view_settings")),
    )
    op.create_index(op.f("ix_view_settings_user_id"), "view_settings", ["user_id"], unique=False)
    op.create_table(
        "attention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("display", sa.Text(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("image_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("operation", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_attention_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_attention_place_id_places"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attention")),
    )
    op.create_index(
        op.f("ix_attention_dismissed_at_created_at"), "attention", ["dismissed_at", "created_at"], unique=False
    )
    op.create_index(op.f("ix_attention_path"), "attention", ["path"], unique=False)
    op.create_index(op.f("ix_attention_place_id"), "attention", ["place_id"], unique=False)
    op.create_table(
        "sidecars",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("known_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_sidecars_place_id_places"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_sidecars")),
    )
    for statement in TEXT_INDEX:
        op.execute(statement)


def downgrade() -> None:
    """There is nothing before the first schema."""
    raise NotImplementedError("a library cannot be older than its first schema")
