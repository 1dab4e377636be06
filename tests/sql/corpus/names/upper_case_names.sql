-- columns: ["EVENT_ID"]
-- types: ["varchar"]
-- row: ["e01"]
SELECT EVENT_ID FROM EVENTS WHERE Event_Id = 'e01'
