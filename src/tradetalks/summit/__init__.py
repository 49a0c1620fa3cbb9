"""The summit room: talks held live, by people, over the same engine; needs the ``summit`` extra.

What happens is a log of events; a room is their sum; what a seat may see is a function of the room and of that seat's
own figures.

- ``Event`` (events): what happens in a room
- ``Room`` (room): a room as it stands, the sum of its events
- ``Clock`` (clock): from the beginning to the deadline, with pauses
- ``offer`` (rules): what may happen, and why not
- ``Log`` (log): events in a database, only ever added to
- ``Links`` (links): signed, revocable links to a seat
- ``Scenario`` (packs): a dossier with what each delegation alone knows
- ``Desk`` (desk): what packages are worth to the parties of a room
- ``delegate`` (views): what a seat may see
- ``course`` (course): each offer in time, how far from the best, who concedes
- ``advice`` (advice): counter-offers worth as much to me, best for the others
- ``move`` (computer): what a computer's delegate does
- ``Hall`` (hall): all rooms, their log, and who is told
- ``plan`` (classlist): who sits where, by hand or by lot
- ``contradictions`` (resuming): what is asked of a summit that goes on, and it is not
- ``line`` (live): a seat's view, sent whenever it changes
- ``Limit`` (limits): how often a seat may ask
- ``Door`` (door): who a request speaks for
- ``create`` (server): the HTTP interface of a delegation's seat
- ``steering`` (steering): the chair's
- ``debrief_page`` (pages): a group's debrief as one file
- ``Group`` (debrief): what a group created, claimed and left on the table
- ``together`` (classes): several classes that played the same scenario, in one table
- ``debriefing`` (debriefing): the debrief's routes
- ``outcome_yaml`` (outcome): what was signed, and the course in other tools' files
"""
