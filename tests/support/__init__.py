"""What tests stand on: servers, databases, apps, browsers. Fixtures live beside what they make."""
