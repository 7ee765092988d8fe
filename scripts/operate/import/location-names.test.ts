import { describe, expect, it } from 'vitest';
import { placeOf, townOf } from './location.ts';

describe('a name of several places is the one that its town is in', () => {
  it.each([
    ['Atlanta, Georgia', 'Atlanta, GA', 'United States'],
    ['Tbilisi, Georgia', 'Tbilisi', 'Georgia'],
    ['Batumi, Georgia', 'Batumi', 'Georgia'],
    ['Kinshasa, Congo', 'Kinshasa', 'Congo - Kinshasa'],
    ['Pointe-Noire, Congo', 'Pointe-Noire', 'Congo - Brazzaville'],
    ['Seoul, Korea', 'Seoul', 'South Korea'],
    ['Vienna, Virginia', 'Vienna, VA', 'United States'],
    ['Lebanon, Tennessee', 'Lebanon, TN', 'United States'],
    ['Peru, Indiana', 'Peru, IN', 'United States'],
    ['Mexico, Missouri', 'Mexico, MO', 'United States'],
    ['Buffalo, New York', 'Buffalo, NY', 'United States'],
    ['Seattle, Washington', 'Seattle, WA', 'United States'],
    ['Melbourne, Victoria', 'Melbourne, VIC', 'Australia'],
    ['Sydney, Nova Scotia', 'Sydney, NS', 'Canada'],
    ['London, Ontario', 'London, ON', 'Canada'],
    ['Wellington, Somerset', 'Wellington', 'United Kingdom'],
    ['Canterbury, Kent', 'Canterbury', 'United Kingdom'],
    ['Perth, Scotland', 'Perth', 'United Kingdom'],
    ['Mumbai, Maharashtra', 'Mumbai', 'India'],
    ['Córdoba, Argentina', 'Córdoba', 'Argentina'],
    ['Córdoba, España', 'Córdoba', 'Spain'],
    ['New York, New York', 'New York, NY', 'United States'],
    ['Hall, New York', 'New York, NY', 'United States'],
    ['Boston, Mass.', 'Boston, MA', 'United States'],
    ['Hall, Hong Kong', 'Hong Kong', 'Hong Kong'],
    ['Hall, Tunis', 'Tunis', 'Tunisia'],
    ['Hall, Some Street 5, 10115 Berlin', 'Berlin', 'Germany'],
    ['Hall, 08038 Barcelona', 'Barcelona', 'Spain'],
    ['Hall, 1010 Wien', 'Wien', 'Austria'],
    ['Hall, 121 77 Stockholm', 'Stockholm', 'Sweden'],
    ['Hall, Palma, Mallorca', 'Palma', 'Spain'],
    ['Goa, IN', 'Goa', 'India'],
    ['Nürburgring, DE', 'Nürburgring', 'Germany'],
    ['Hall, Singapore', 'Singapore', 'Singapore'],
    ['Esplanade, Marina Bay, Singapore 038981', 'Singapore', 'Singapore'],
    ['Luxembourg, Luxembourg', 'Luxembourg', 'Luxembourg'],
    ['Taipei, Taiwan, Province of China', 'Taipei', 'Taiwan'],
    ['Germany', 'Unknown', 'Germany'],
    ['Hall, Paris, France, EU', 'Paris', 'France'],
    ['Brussels, Belgium, EU', 'Brussels', 'Belgium'],
    ['Hall, New York NY USA', 'New York, NY', 'United States'],
    ['Hall, AT-1010 Wien', 'Wien', 'Austria'],
    ['Hall, CH-8001 Zürich', 'Zürich', 'Switzerland'],
    ['Hall, D-10115 Berlin', 'Berlin', 'Germany'],
    ['Hall, León, Guanajuato, Mexico', 'León', 'Mexico'],
    ['Hall, Versailles, Paris, France', 'Versailles', 'France'],
    ['Hall, Passy, Paris, France', 'Paris', 'France'],
    ['Hall, Paris, Paris, France', 'Paris', 'France'],
  ])('%s', (line, city, country) => {
    expect(placeOf(line)).toMatchObject({ city, country });
  });
});

describe('letters are those of a country or of a region, by the town', () => {
  it.each([
    ['Charlottetown, PE', 'Charlottetown, PE', 'Canada'],
    ['Lima, PE', 'Lima', 'Peru'],
    ['Lima, OH', 'Lima, OH', 'United States'],
    ["St. John's, NL", "St. John's, NL", 'Canada'],
    ['Amsterdam, NL', 'Amsterdam', 'Netherlands'],
    ['Wilmington, DE', 'Wilmington, DE', 'United States'],
    ['Berlin, DE', 'Berlin', 'Germany'],
    ['Los Angeles, CA', 'Los Angeles, CA', 'United States'],
    ['Toronto, CA', 'Toronto', 'Canada'],
    ['Ontario, CA', 'Ontario, CA', 'United States'],
    ['Indianapolis, IN', 'Indianapolis, IN', 'United States'],
    ['Delhi, IN', 'Delhi', 'India'],
    ['Chennai, TN', 'Chennai', 'India'],
    ['Nashville, TN', 'Nashville, TN', 'United States'],
    ['Bogotá, CO', 'Bogotá', 'Colombia'],
    ['Boulder, CO', 'Boulder, CO', 'United States'],
    ['Tel Aviv, IL', 'Tel Aviv', 'Israel'],
    ['Chicago, IL', 'Chicago, IL', 'United States'],
    ['Perth, WA', 'Perth, WA', 'Australia'],
    ['Seattle, WA', 'Seattle, WA', 'United States'],
    ['Darwin, NT', 'Darwin, NT', 'Australia'],
    ['Yellowknife, NT', 'Yellowknife, NT', 'Canada'],
    ['Salvador, BA', 'Salvador', 'Brazil'],
    ['München, BY', 'München', 'Germany'],
    ['Milano, MI', 'Milano', 'Italy'],
    ['Zürich, ZH', 'Zürich', 'Switzerland'],
    ['Zürich, CH', 'Zürich', 'Switzerland'],
    ['Cambridge, MA', 'Cambridge, MA', 'United States'],
    ['Birmingham, AL', 'Birmingham, AL', 'United States'],
    ['Georgetown, DC', 'Washington, DC', 'United States'],
    ['Victoria, BC', 'Victoria, BC', 'Canada'],
    ['Half Moon Bay, CA', 'Half Moon Bay, CA', 'United States'],
    ['Le Bikini, Toulouse, FR', 'Toulouse', 'France'],
  ])('%s', (line, city, country) => {
    expect(placeOf(line)).toMatchObject({ city, country });
  });
});

describe('a country goes by any of its names', () => {
  it.each([
    ['東京, 日本', 'Japan'],
    ['Київ, Україна', 'Ukraine'],
    ['Αθήνα, Ελλάδα', 'Greece'],
    ['القاهرة, مصر', 'Egypt'],
    ['서울, 대한민국', 'South Korea'],
    ['台北, 台灣', 'Taiwan'],
    ['Mumbai, भारत', 'India'],
    ['Bangkok, ประเทศไทย', 'Thailand'],
    ['Tbilisi, საქართველო', 'Georgia'],
    ['Tel Aviv, ישראל', 'Israel'],
    ['Edinburgh, Schottland', 'United Kingdom'],
    ['Galway, Éire', 'Ireland'],
    ['Berlin, Deutschland', 'Germany'],
    ['Madrid, España', 'Spain'],
    ['Praha, Česko', 'Czechia'],
    ['Tórshavn, Føroyar', 'Faroe Islands'],
    ['Rotterdam, Holland', 'Netherlands'],
    ['Kinshasa, DR Congo', 'Congo - Kinshasa'],
    ['Chișinău, Republic of Moldova', 'Moldova'],
  ])('%s', (line, country) => {
    expect(placeOf(line)).toMatchObject({ country });
  });
});

describe('what nothing decides is left as it is written, unless the zone of the times does', () => {
  it.each([
    ['Hall, Helen, Georgia', undefined, 'Helen, Georgia', 'Unknown'],
    ['Hall, Helen, Georgia', 'America/New_York', 'Helen, GA', 'United States'],
    ['Hall, Gudauri, Georgia', 'Asia/Tbilisi', 'Gudauri', 'Georgia'],
    ['Hall, Dagstuhl, DE', undefined, 'Dagstuhl, DE', 'Unknown'],
    ['Hall, Dagstuhl, DE', 'Europe/Berlin', 'Dagstuhl', 'Germany'],
    ['Guinea Grill, London', undefined, 'London', 'United Kingdom'],
    ['Guinea Grill, London', 'Europe/London', 'London', 'United Kingdom'],
    ['Guinea Grill, London', 'America/Toronto', 'London', 'Canada'],
    ['Guinea Grill, London', 'Asia/Tokyo', 'London', 'Unknown'],
    ['Retro Bar, London WC2N 6HH', undefined, 'London', 'United Kingdom'],
    ['Paradiso, 1017 SG Amsterdam', undefined, 'Amsterdam', 'Netherlands'],
    ['Club, Central', undefined, 'Central', 'Unknown'],
    ['Room 12, PA', undefined, 'Unknown', 'Unknown'],
  ])('%s, at times of %s', (line, zone, city, country) => {
    expect(placeOf(line, { zone })).toMatchObject({ city, country });
  });
});

describe('a part of a country overseas has its own zone', () => {
  it.each([
    ['Saint-Denis, Réunion, France', 'Saint-Denis', 'France', 'Indian/Reunion'],
    ['Hall, Saint-Denis, France', 'Saint-Denis', 'France', 'Europe/Paris'],
    ['Fort-de-France, Martinique, France', 'Fort-de-France', 'France', 'America/Martinique'],
    ['Hall, Cayenne, Guyane, France', 'Cayenne', 'France', 'America/Cayenne'],
    ['Nouméa, France', 'Nouméa', 'France', 'Pacific/Noumea'],
    ['Hall, Papeete, French Polynesia, France', 'Papeete', 'France', 'Pacific/Tahiti'],
    ['Willemstad, Curaçao, Netherlands', 'Willemstad', 'Netherlands', 'America/Curacao'],
    ['Tórshavn, Denmark', 'Tórshavn', 'Denmark', 'Atlantic/Faroe'],
    ['Hall, Nuuk, Greenland, Denmark', 'Nuuk', 'Denmark', 'America/Nuuk'],
    ['Hall, San Juan, Puerto Rico, USA', 'San Juan, PR', 'United States', 'America/Puerto_Rico'],
    ['Hall, Hong Kong, China', 'Hong Kong', 'China', 'Asia/Hong_Kong'],
    ['Hall, Gibraltar, UK', 'Gibraltar', 'United Kingdom', 'Europe/Gibraltar'],
    ['Lord Howe Island, NSW, Australia', 'Lord Howe Island, NSW', 'Australia', 'Australia/Lord_Howe'],
    ['Hall, Easter Island, Chile', 'Easter Island', 'Chile', 'Pacific/Easter'],
  ])('%s', (line, city, country, zone) => {
    expect(placeOf(line)).toMatchObject({ city, country, zone: { zone, isGuessed: false } });
  });
});

describe('a town and a country that are written apart are read as in one line', () => {
  it.each([
    ['Berlin', 'Deutschland', 'Berlin', 'Germany', 'Europe/Berlin'],
    ['London', 'UK', 'London', 'United Kingdom', 'Europe/London'],
    ['Edinburgh', 'Scotland', 'Edinburgh', 'United Kingdom', 'Europe/London'],
    ['London', 'Ontario', 'London, ON', 'Canada', 'America/Toronto'],
    ['Paris', 'FR', 'Paris', 'France', 'Europe/Paris'],
    ['Perth, Scotland', '', 'Perth', 'United Kingdom', 'Europe/London'],
    ['Atlanta', 'Georgia', 'Atlanta, GA', 'United States', 'America/New_York'],
    ['Helen', 'Georgia', 'Helen', 'Georgia', 'Asia/Tbilisi'],
    ['Small Village', 'DE', 'Small Village', 'Germany', 'Europe/Berlin'],
    ['Texas', 'USA', 'Texas', 'United States', 'America/Chicago'],
    ['Austin, TX', 'U.S.A.', 'Austin, TX', 'United States', 'America/Chicago'],
    ['Port Nowhere', 'Atlantis', 'Port Nowhere, Atlantis', 'Unknown', undefined],
    ['Springfield', 'Unknown', 'Springfield', 'Unknown', undefined],
    ['Online', 'Germany', 'Online', 'Germany', 'Europe/Berlin'],
    ['', 'Germany', 'Unknown', 'Germany', 'Europe/Berlin'],
    ['', 'Singapore', 'Singapore', 'Singapore', 'Asia/Singapore'],
    ['', '', 'Unknown', 'Unknown', undefined],
  ])('%j in %j', (city, country, ...read) => {
    const town = townOf(city, country);
    expect([town.city, town.country, town.zone?.zone]).toEqual(read);
  });
});
