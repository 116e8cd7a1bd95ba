"""Pieces of HTML with one DOM id each: pages, htmx answers and the live socket all render these."""
