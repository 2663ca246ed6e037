"""A letter may have a topic. SQLite builds the table anew for it, without the triggers that keep the index of words."""

import datetime
from importlib import import_module

import django.db.models.functions.comparison
from django.db import migrations, models

keep_up_letters = import_module("letters.migrations.0002_search").keep_up_letters


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0006_list_orders"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_up_letters),
        migrations.AddField(
            model_name="letter",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agriculture_and_food", "Agriculture and Food"),
                    ("animals", "Animals"),
                    ("armed_forces_and_national_security", "Armed Forces and National Security"),
                    ("arts_culture_religion", "Arts, Culture, Religion"),
                    (
                        "civil_rights_and_liberties_minority_issues",
                        "Civil Rights and Liberties, Minority Issues",
                    ),
                    ("commerce", "Commerce"),
                    ("congress", "Congress"),
                    ("crime_and_law_enforcement", "Crime and Law Enforcement"),
                    ("economics_and_public_finance", "Economics and Public Finance"),
                    ("education", "Education"),
                    ("emergency_management", "Emergency Management"),
                    ("energy", "Energy"),
                    ("environmental_protection", "Environmental Protection"),
                    ("families", "Families"),
                    ("finance_and_financial_sector", "Finance and Financial Sector"),
                    ("foreign_trade_and_international_finance", "Foreign Trade and International Finance"),
                    ("government_operations_and_politics", "Government Operations and Politics"),
                    ("health", "Health"),
                    ("housing_and_community_development", "Housing and Community Development"),
                    ("immigration", "Immigration"),
                    ("international_affairs", "International Affairs"),
                    ("labor_and_employment", "Labor and Employment"),
                    ("law", "Law"),
                    ("native_americans", "Native Americans"),
                    ("public_lands_and_natural_resources", "Public Lands and Natural Resources"),
                    ("science_technology_communications", "Science, Technology, Communications"),
                    ("social_sciences_and_history", "Social Sciences and History"),
                    ("social_welfare", "Social Welfare"),
                    ("sports_and_recreation", "Sports and Recreation"),
                    ("taxation", "Taxation"),
                    ("transportation_and_public_works", "Transportation and Public Works"),
                    ("water_resources_development", "Water Resources Development"),
                ],
                help_text="Empty where it is not sorted yet.",
                max_length=50,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                models.F("topic"),
                django.db.models.functions.comparison.Coalesce(
                    "letter_date", models.Value(datetime.date(1, 1, 1), models.DateField())
                ),
                models.F("id"),
                name="letter_by_topic_and_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "topic__in",
                        [
                            "",
                            "agriculture_and_food",
                            "animals",
                            "armed_forces_and_national_security",
                            "arts_culture_religion",
                            "civil_rights_and_liberties_minority_issues",
                            "commerce",
                            "congress",
                            "crime_and_law_enforcement",
                            "economics_and_public_finance",
                            "education",
                            "emergency_management",
                            "energy",
                            "environmental_protection",
                            "families",
                            "finance_and_financial_sector",
                            "foreign_trade_and_international_finance",
                            "government_operations_and_politics",
                            "health",
                            "housing_and_community_development",
                            "immigration",
                            "international_affairs",
                            "labor_and_employment",
                            "law",
                            "native_americans",
                            "public_lands_and_natural_resources",
                            "science_technology_communications",
                            "social_sciences_and_history",
                            "social_welfare",
                            "sports_and_recreation",
                            "taxation",
                            "transportation_and_public_works",
                            "water_resources_development",
                        ],
                    )
                ),
                name="letter_topic_is_known",
            ),
        ),
        migrations.RunPython(keep_up_letters, migrations.RunPython.noop),
    ]
