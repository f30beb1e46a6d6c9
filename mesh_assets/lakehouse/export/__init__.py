"""Contracts as the tables that they become: Iceberg's schema, and Trino's DDL."""
