"""From the forecast table to the requirement table: arrivals, intervals, scenarios, agents needed."""
