"""The picture and the overview of the family's cloud on AWS, drawn from its template."""
