"""narrows: will the gap between strong and weak counties narrow?"""
