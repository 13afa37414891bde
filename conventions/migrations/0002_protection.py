from django.db import migrations

from territories.rls import ProtectRows, ReadOnly

# The public verification page has no tenant: it learns what the paper itself says, and nothing else.
VERIFICATION = """
CREATE FUNCTION sealed_document_by_hash(digest text)
    RETURNS TABLE (reference text, number smallint, caf text, territory text, sealed_at timestamptz,
                   latest boolean, test_seal boolean)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
    AS $$
    SELECT document.reference, document.number, caf.name, territory.name, document.sealed_at,
           NOT EXISTS (SELECT FROM conventions_sealeddocument later
                       WHERE later.caf_id = document.caf_id AND later.ctg_id = document.ctg_id
                         AND later.number > document.number),
           document.is_test_seal
    FROM conventions_sealeddocument document
    JOIN territories_caf caf ON caf.id = document.caf_id
    JOIN territories_territory territory ON territory.caf_id = document.caf_id AND territory.id = document.territory_id
    WHERE document.sha256 = digest OR document.verification_code = digest $$;
REVOKE ALL ON FUNCTION sealed_document_by_hash(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sealed_document_by_hash(text) TO ctg_app;
CREATE INDEX conventions_sealeddocument_hash ON conventions_sealeddocument (sha256);
CREATE INDEX conventions_sealeddocument_code ON conventions_sealeddocument (verification_code);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conventions", "0001_initial"),
        ("partners", "0002_protection"),
    ]

    operations = [
        ProtectRows("DocumentTemplate"),
        ProtectRows("Clause"),
        ProtectRows("Convention"),
        ProtectRows("Article"),
        ProtectRows("Signatory"),
        ProtectRows("Deliberation"),
        ProtectRows("SealedDocument"),
        ReadOnly("SealedDocument", insert=True),
        migrations.RunSQL(VERIFICATION, "DROP FUNCTION sealed_document_by_hash(text)"),
    ]
